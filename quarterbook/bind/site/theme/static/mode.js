/* Light or dark before anything is drawn: what the reader chose, else what the system says. */
"use strict";

(() => {
  const html = document.documentElement;
  let mode = null;
  try { mode = localStorage.getItem("quarterbook-mode"); } catch { /* not remembered */ }
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  html.dataset.theme = mode === "light" || mode === "dark" ? mode : isDark ? "dark" : "light";
  html.classList.add("qb-js");
})();
