/* Marks whole words in what a page says: those that were searched for, on the results and on the page then opened. */
"use strict";

const quarterbookMark = (element, words) => {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const wanted = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (text.parentElement.closest("script, style, svg, math, button, select, textarea")) continue;
    for (const match of [...text.data.matchAll(wanted)].reverse()) {
      const found = text.splitText(match.index);
      found.splitText(match[0].length);
      const mark = document.createElement("span");
      mark.className = "highlighted";
      found.replaceWith(mark);
      mark.append(found);
    }
  }
};

document.addEventListener("DOMContentLoaded", () => {
  const body = document.querySelector("div.body");
  let words = "";
  try {
    words = body ? localStorage.getItem("quarterbook-marked") ?? "" : "";
    if (body) localStorage.removeItem("quarterbook-marked");
  } catch { /* nothing to mark */ }
  if (!words) return;
  quarterbookMark(body, words.split(" "));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "qb-unmark";
  button.textContent = "Hide search marks";
  button.addEventListener("click", () => {
    document.querySelectorAll("span.highlighted").forEach((mark) => mark.classList.remove("highlighted"));
    button.remove();
  });
  body.before(button);
});
