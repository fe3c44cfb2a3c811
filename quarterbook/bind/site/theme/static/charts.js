/* Charts: each can be taken away, and each point says its period, figure and marker to mouse, finger and keyboard.
   All of it stands in the table behind the chart, too. */
"use strict";

(() => {
  const make = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  /* The table of figures nearest to a chart, as CSV: Excel reads UTF-8 by its mark. */
  const quoted = (cell) => `"${cell.innerText.replace(/\s+/g, " ").trim().replaceAll('"', '""')}"`;
  const csvOf = (table) => [...table.rows].map((row) => [...row.cells].map(quoted).join(",")).join("\r\n");
  const saveTable = (table, name) => {
    const link = make("a", "", { download: name });
    link.href = URL.createObjectURL(new Blob([`\uFEFF${csvOf(table)}\r\n`], { type: "text/csv" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  /* The heading that a chart stands under, for names that are heard without it. */
  const titleOf = (element) => {
    const heading = element.closest("section")?.querySelector("h1, h2, h3, h4, h5, h6");
    return heading ? [...heading.childNodes].filter((node) => !node.matches?.(".headerlink"))
      .map((node) => node.textContent).join("").replace(/\s+/g, " ").trim() : "chart";
  };

  const offerFiles = (figure, picture) => {
    const named = (kind) => ({ "aria-label": `${kind}: ${titleOf(figure)}` });
    const name = decodeURIComponent(new URL(picture.src).pathname.split("/").at(-1)).replace(/\.svg$/, "");
    const files = make("p", "This chart as", { class: "qb-chart-files" });
    for (const kind of ["svg", "png"]) {
      const file = picture.src.replace(/\.svg$/, `.${kind}`);
      const shown = kind.toUpperCase();
      files.append(make("a", shown, { download: `${name}.${kind}`, href: file, ...named(shown) }));
    }
    const section = figure.closest("section");
    const csv = section?.querySelector(":scope > details .qb-csv, :scope > p .qb-csv");
    const table = section?.querySelector(":scope > details table, :scope > .qb-scroll table");
    if (csv) {
      files.append(make("a", "CSV", { download: "", href: csv.href, ...named("CSV") }));
    } else if (table) {
      const button = make("button", "CSV", { type: "button", ...named("CSV") });
      button.addEventListener("click", () => saveTable(table, `${name}.csv`));
      files.append(button);
    }
    figure.append(files);
  };

  /* One stop for the Tab key: arrow keys go from point to point, as along the line. */
  const showPoints = (picture, data) => {
    const wide = JSON.parse(data.points);
    const narrow = JSON.parse(data.narrow).map(([across, down], place) => [across, down, wide[place][2]]);
    let points = NARROW.matches ? narrow : wide;
    NARROW.addEventListener("change", () => { points = NARROW.matches ? narrow : wide; hide(); });
    const plot = make("span", "", { class: "qb-plot" });
    const ring = make("span", "", { class: "qb-point", hidden: "" });
    const words = make("span", "", { class: "qb-point-words", hidden: "", "aria-hidden": "true" });
    const control = make("span", "", {
      role: "slider", tabindex: "0", "aria-label": `Points of the chart, from first to last: ${titleOf(picture)}`,
      "aria-valuemin": "1", "aria-valuemax": String(points.length),
    });
    let chosen = points.length - 1;
    const say = () => {
      control.setAttribute("aria-valuenow", String(chosen + 1));
      control.setAttribute("aria-valuetext", points[chosen][2]);
    };
    const show = (place) => {
      chosen = Math.max(0, Math.min(points.length - 1, place));
      const [across, down, text] = points[chosen];
      words.textContent = text;
      ring.hidden = words.hidden = false;
      ring.style.left = `${across}%`;
      ring.style.top = `${down}%`;
      /* The words stand above the picture, and no farther to a side than it reaches. */
      const half = words.offsetWidth / 2;
      const at = (across / 100) * plot.offsetWidth;
      words.style.left = `${Math.max(half, Math.min(plot.offsetWidth - half, at))}px`;
      say();
    };
    const hide = () => { ring.hidden = words.hidden = true; };
    const nearest = (event) => {
      const box = plot.getBoundingClientRect();
      const across = ((event.clientX - box.left) / box.width) * 100;
      const away = points.map(([x]) => Math.abs(x - across));
      return away.indexOf(Math.min(...away));
    };
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -points.length, End: points.length };
    control.addEventListener("pointermove", (event) => show(nearest(event)));
    control.addEventListener("pointerdown", (event) => show(nearest(event)));
    control.addEventListener("pointerleave", () => { if (document.activeElement !== control) hide(); });
    control.addEventListener("focus", () => show(chosen));
    control.addEventListener("blur", hide);
    control.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      if (!(event.key in steps)) return;
      event.preventDefault();
      show(chosen + steps[event.key]);
    });
    say();
    picture.replaceWith(plot);
    plot.append(picture, control, ring, words);
  };

  /* On a narrow screen the chart that is drawn for one. */
  const NARROW = matchMedia("(max-width: 30rem)");
  const offerNarrow = (picture, narrow) => {
    const wide = picture.src;
    const choose = () => { picture.src = NARROW.matches ? narrow : wide; };
    NARROW.addEventListener("change", choose);
    choose();
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const figure of document.querySelectorAll("figure.qb-chart")) {
      const picture = figure.querySelector("img[src$='.svg']");
      if (!picture) continue;
      offerFiles(figure, picture);
      let next = figure.nextElementSibling;
      if (next?.matches("img.qb-narrow")) {
        const narrow = next;
        next = narrow.nextElementSibling;
        narrow.remove();
        figure.classList.add("qb-both");
        offerNarrow(picture, narrow.src);
      }
      if (next?.matches(".qb-points")) showPoints(picture, next.dataset);
    }
  });
})();
