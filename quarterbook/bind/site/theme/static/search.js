/* The search page: Sphinx's index, read and shown as text. Nothing that a book says becomes HTML here. */
"use strict";

(() => {
  const SCORES = { title: 15, titleBegins: 7, text: 5, textBegins: 2 };
  const EXTRACT = 240;
  let index = null;

  /* searchindex.js calls this. */
  window.Search = { setIndex: (read) => { index = read; } };

  const wordsOf = (text) => text.toLowerCase().split(/[^\p{Letter}\p{Number}_]+/u).filter(Boolean);
  const own = (table, key) => (Object.hasOwn(table, key) ? [].concat(table[key]) : []);
  const beginning = (table, start) =>
    Object.keys(table).filter((term) => term.startsWith(start)).flatMap((term) => own(table, term));

  /* Titles of pages are HTML in the index. A document made this way runs nothing and fetches nothing. */
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  const plain = (html) => (/[<&]/.test(html) ? parse(html).body.textContent : html);

  /* What a query asks for: its words, without those that no index has and numbers beside words. */
  const asked = (query) => {
    const words = wordsOf(query).filter((word) => !stopwords.includes(word));
    const named = words.filter((word) => !/^\d+$/.test(word));
    return [...new Set(named.length ? named : words)];
  };

  /* By page, how well a word is met; the beginning of a longer word counts where no page has the word itself. */
  const pagesWith = (word, stem) => {
    const scores = new Map();
    const add = (pages, score) =>
      pages.forEach((page) => scores.set(page, Math.max(score, scores.get(page) ?? 0)));
    add(own(index.titleterms, stem), SCORES.title);
    add(own(index.terms, stem), SCORES.text);
    if (!scores.size && word.length > 2) {
      add(beginning(index.titleterms, word), SCORES.titleBegins);
      add(beginning(index.terms, word), SCORES.textBegins);
    }
    return scores;
  };

  const byScoreThenTitle = (a, b) => b.score - a.score || a.title.localeCompare(b.title);

  /* Pages that have every word, after the sections whose titles do: who types "recycling" is after the measure. */
  const search = (words) => {
    const stemmer = new Stemmer();
    const stems = words.map((word) => stemmer.stemWord(word));
    const titles = index.titles.map(plain);
    const isMet = (title) => {
      const has = wordsOf(title);
      return words.every((word, place) => has.some((one) =>
        stemmer.stemWord(one) === stems[place] || (word.length > 2 && one.startsWith(word))));
    };
    const sections = Object.entries(index.alltitles)
      .filter(([title]) => isMet(title))
      .flatMap(([title, places]) => places.filter(([, id]) => id !== null)
        .map(([page, id]) => ({ page, id, title, within: titles[page], score: 0 })));
    const met = words.map((word, place) => pagesWith(word, stems[place]));
    const pages = [...(met[0]?.keys() ?? [])]
      .filter((page) => met.every((scores) => scores.has(page)))
      .map((page) => ({ page, id: "", title: titles[page], within: "",
        score: Math.max(...met.map((scores) => scores.get(page))) }));
    return [...sections, ...pages.sort(byScoreThenTitle)];
  };

  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  const remember = (words) => {
    try { localStorage.setItem("quarterbook-marked", words.join(" ")); } catch { /* not marked */ }
  };

  /* The text around the first of the words. A page opened as a file may not read others. */
  const addExtract = async (item, address, id, words) => {
    if (location.protocol === "file:") return;
    const page = parse(await (await fetch(address)).text());
    page.querySelectorAll(".headerlink, script, style, nav").forEach((element) => element.remove());
    page.querySelectorAll("td, th, p, li, dt, dd, caption, figcaption, summary, h1, h2, h3, h4")
      .forEach((element) => element.append(" "));
    const part = (id && page.getElementById(id)) || page.querySelector("main");
    const text = (part?.textContent ?? "").replace(/\s+/g, " ").trim();
    const lower = text.toLowerCase();
    const places = words.map((word) => lower.indexOf(word)).filter((place) => place >= 0);
    const start = places.length ? Math.max(0, Math.min(...places) - EXTRACT / 2) : 0;
    const from = start && text.indexOf(" ", start) + 1;
    const extract = text.slice(from, from + EXTRACT);
    if (!extract) return;
    const end = from + EXTRACT < text.length ? "…" : "";
    const shown = item.appendChild(make("p", (from ? "…" : "") + extract + end, "context"));
    quarterbookMark(shown, words);
  };

  const show = (result, words, list) => {
    const item = list.appendChild(make("li"));
    const link = item.appendChild(make("a", result.title));
    const root = document.documentElement.dataset.content_root;
    const page = `${root}${index.docnames[result.page].split("/").map(encodeURIComponent).join("/")}.html`;
    link.href = result.id ? `${page}#${encodeURIComponent(result.id)}` : page;
    if (result.within) link.append(" ", make("small", result.within));
    for (const event of ["click", "auxclick"]) link.addEventListener(event, () => remember(words));
    addExtract(item, page, result.id, words).catch(() => {});
  };

  document.addEventListener("DOMContentLoaded", () => {
    const query = new URLSearchParams(location.search).get("q") ?? "";
    document.querySelector("input[name=q]").value = query;
    const words = asked(query);
    if (!query.trim()) return;
    const results = index && words.length ? search(words) : [];
    const list = document.querySelector("ul.search");
    results.forEach((result) => show(result, words, list));
    list.hidden = !results.length;
    document.getElementById("search-results").hidden = false;
    document.querySelector(".qb-search-hint").hidden = true;
    /* In a step of its own, so that screen readers have the status before its words. */
    setTimeout(() => {
      const places = results.length === 1 ? "1 place" : `${results.length} places`;
      document.querySelector(".search-summary").textContent = results.length
        ? `${places} found for “${query.trim()}”.`
        : `Nothing found for “${query.trim()}”. Try fewer or shorter words.`;
    });
  });
})();
