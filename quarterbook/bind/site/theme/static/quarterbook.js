/* What the pages do beyond reading: menu, light and dark, other quarters, printing. All of it optional. */
"use strict";

(() => {
  const html = document.documentElement;
  const every = (selector) => [...document.querySelectorAll(selector)];

  /* Light or dark: what the reader chose, else what the system says. */
  const system = matchMedia("(prefers-color-scheme: dark)");
  const systemMode = () => (system.matches ? "dark" : "light");
  const chosen = () => {
    try { return localStorage.getItem("quarterbook-mode"); } catch { return null; }
  };
  const choose = (mode) => {
    try {
      if (mode === systemMode()) localStorage.removeItem("quarterbook-mode");
      else localStorage.setItem("quarterbook-mode", mode);
    } catch { /* not remembered */ }
  };
  const wearMode = (mode) => {
    html.dataset.theme = mode;
    const word = document.querySelector(".qb-mode-word");
    if (word) word.textContent = mode === "dark" ? "Light mode" : "Dark mode";
  };
  const setUpMode = () => {
    const button = document.querySelector(".qb-mode");
    button.hidden = false;
    wearMode(html.dataset.theme);
    button.addEventListener("click", () => {
      const mode = html.dataset.theme === "dark" ? "light" : "dark";
      choose(mode);
      wearMode(mode);
    });
    system.addEventListener("change", () => wearMode(chosen() || systemMode()));
  };

  /* On a narrow screen the menu folds away, and so does the list of a page's sections. */
  const setUpMenu = () => {
    const button = document.querySelector(".qb-menu");
    const side = document.getElementById("qb-nav");
    const show = (open) => {
      side.classList.toggle("qb-open", open);
      button.setAttribute("aria-expanded", String(open));
    };
    button.hidden = false;
    button.addEventListener("click", () => show(!side.classList.contains("qb-open")));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !side.classList.contains("qb-open")) return;
      show(false);
      button.focus();
    });
    const wide = matchMedia("(min-width: 87rem)");
    const fold = () => every(".qb-toc details").forEach((list) => { list.open = wide.matches; });
    wide.addEventListener("change", fold);
    fold();
  };

  const MANY = 8; /* names that are no longer read as a sentence; names.lua has the same */
  /* Where there is room, many names stand below each other; by ear they stay one sentence. */
  const setInColumns = (list) => {
    const links = list.querySelectorAll(":scope > a");
    if (links.length < MANY) return;
    const columns = document.createElement("span");
    columns.className = "qb-columns";
    let name;
    const begin = () => { name = document.createElement("span"); columns.append(name); };
    const range = document.createRange();
    range.setStartBefore(links[0]);
    range.setEndAfter(list.lastChild);
    const nodes = [...range.cloneContents().childNodes];
    if (nodes.some((node) => node.nodeType === Node.TEXT_NODE && /[.:] /.test(node.data))) return; /* more than names */
    begin();
    nodes.forEach((node) => {
      if (node.nodeType !== Node.TEXT_NODE) { name.append(node); return; }
      const [end, ...others] = node.data.split("; ");
      name.append(end);
      others.forEach((text) => {
        const stop = document.createElement("span");
        stop.className = "qb-hidden";
        stop.append("; ");
        name.append(stop);
        begin();
        name.append(text);
      });
    });
    range.deleteContents();
    list.append(columns);
  };

  /* On a small screen a list of many names opens when it is asked for; what is said of them stays, and red is named. */
  const setUpNames = () => {
    every(".qb-main p:has(> a.qb-name)").forEach(setInColumns); /* of a paper */
    if (!matchMedia("(max-width: 40rem)").matches) { every(".qb-names p, .qb-names li").forEach(setInColumns); return; }
    every(".qb-names p, .qb-names li").forEach((list) => {
      const [first, ...others] = list.querySelectorAll(":scope > a");
      if (others.length < MANY || list.querySelector("#red-measures")) return;
      const names = document.createRange();
      names.setStartBefore(first);
      names.setEndAfter(list.lastChild);
      const details = document.createElement("details");
      const content = document.createElement("span");
      content.append(names.extractContents());
      const summary = document.createElement("summary");
      summary.append(...list.childNodes);
      details.append(summary, content);
      if (list.matches("p")) {
        details.className = "qb-folded";
        list.replaceWith(details);
      } else list.append(details);
      /* What leads to the list opens it. */
      const place = summary.querySelector("[id]");
      const open = () => { if (place && location.hash === `#${place.id}`) details.open = true; };
      window.addEventListener("hashchange", open);
      open();
    });
  };

  /* Where a table is laid out as cards or has lines below its rows, each cell names its column, and what it is:
     browsers forget the parts of a table that is laid out as something else. */
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  const PROSE = 60; /* letters that a column of single words would be hard to read with */
  const setUpCells = () => every(".qb-table").forEach((table) => {
    const headers = [...table.querySelectorAll("thead th")].map((header) => header.textContent);
    const below = Number(/qb-below-(\d)/.exec(table.className)?.[1] ?? 0);
    table.style.setProperty("--qb-columns", headers.length - below);
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
      part.setAttribute("role", ROLES[part.tagName] ?? `${part.scope === "row" ? "row" : "column"}header`);
    }
    for (const row of table.querySelectorAll("tr")) {
      [...row.cells].forEach((cell, place) => {
        cell.dataset.label = headers[place] ?? "";
        cell.classList.toggle("qb-prose", cell.textContent.length > PROSE);
        cell.classList.toggle("qb-below", place >= headers.length - below);
      });
    }
  });

  /* On a narrow page a table whose columns and longest words have no room is laid out as cards; all are measured as
     tables first. What does not fit then can be scrolled by keyboard and says so; what fits is no stop for the Tab key. */
  const setUpTables = () => {
    const boxes = every(".qb-scroll, .pst-scrollable-table-container, .bd-article pre");
    const tables = every(".qb-scroll > .qb-table:not(.qb-figures)");
    const page = document.querySelector(".qb-main");
    const fold = () => {
      tables.forEach((table) => table.classList.remove("qb-cards", "qb-fewer"));
      const rem = parseFloat(getComputedStyle(html).fontSize);
      const isNarrow = page.clientWidth < 48 * rem;
      const hasNoRoom = (table) => table.scrollWidth > table.parentElement.clientWidth + 1;
      let wide = isNarrow ? tables.filter(hasNoRoom) : [];
      /* Where there is some room, columns that only repeat or picture others go before the table does. */
      if (page.clientWidth > 36 * rem) {
        wide.forEach((table) => table.classList.add("qb-fewer"));
        wide = wide.filter(hasNoRoom);
        wide.forEach((table) => table.classList.remove("qb-fewer"));
      }
      wide.forEach((table) => table.classList.add("qb-cards"));
    };
    const look = () => fold() || boxes.forEach((box) => {
      const over = box.scrollWidth > box.clientWidth + 1;
      box.classList.toggle("qb-over", over);
      if (over) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    });
    look();
    window.addEventListener("resize", look);
    window.addEventListener("load", look);
    every("details").forEach((details) => details.addEventListener("toggle", look));
  };

  /* The archive's list of quarters lies beside this quarter's folder, once it is published. */
  const linkTo = (words, address) => {
    const link = document.createElement("a");
    link.textContent = words;
    link.href = address.href;
    return link;
  };
  const setUpQuarters = () => {
    const details = document.querySelector(".qb-quarters");
    const here = new URL(html.dataset.content_root, location.href);
    const root = new URL("../", here);
    const fill = () => {
      const others = (window.quarterbookQuarters || []).filter((q) => q.version !== details.dataset.slug);
      if (!others.length) return;
      const list = details.querySelector("ul");
      const add = (words, address) => list.appendChild(document.createElement("li")).append(linkTo(words, address));
      for (const quarter of others) {
        add(quarter.preferred ? `${quarter.name} (newest)` : quarter.name, new URL(quarter.url, root));
      }
      add("All reports", new URL("index.html", root));
      details.hidden = false;
      tellOfNewest(others.find((quarter) => quarter.preferred));
    };
    /* Whoever comes by a search engine may be on the page of an older quarter. */
    const tellOfNewest = (newest) => {
      if (!newest) return;
      const page = location.href.slice(here.href.length).replace(/[?#].*/, "");
      const same = newest.pages.includes(page) ? page : "./";
      const words = document.createElement("p");
      words.className = "qb-inner";
      words.append(`This is the report for ${details.dataset.quarter}. The newest is `);
      words.append(linkTo(newest.name, new URL(same, new URL(newest.url, root))), ".");
      const notice = document.createElement("aside");
      notice.className = "qb-notice qb-newer";
      notice.setAttribute("aria-label", "Newer report");
      notice.append(words);
      document.querySelector(".qb-header").after(notice);
    };
    const script = document.createElement("script");
    script.src = new URL("quarters.js", root).href;
    script.onload = fill;
    script.onerror = () => script.remove();
    document.head.append(script);
  };

  /* On paper nothing is folded away, and charts are the light ones. */
  const setUpPrint = () => {
    let closed = [];
    let mode = html.dataset.theme;
    window.addEventListener("beforeprint", () => {
      mode = html.dataset.theme;
      html.dataset.theme = "light";
      closed = every(".bd-article details:not([open])");
      closed.forEach((details) => { details.open = true; });
    });
    window.addEventListener("afterprint", () => {
      html.dataset.theme = mode;
      closed.forEach((details) => { details.open = false; });
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    setUpMode();
    setUpMenu();
    setUpNames();
    setUpCells();
    setUpTables();
    setUpQuarters();
    setUpPrint();
  });
})();
