/* The search page: what pages say, section by section, compared with a query as whole words and their forms.
   Measures come first, with their rating. Nothing that a book says becomes HTML here, and no file is fetched. */
"use strict";

(() => {
  const EXTRACT = 240;
  const SCORES = { title: [60, 45, 20], state: [50, 40, 0], text: [12, 9, 3], within: [2, 2, 0] };
  const LIKE = 0.5; /* what another word for the same counts beside the word itself */
  const KINDS = {
    measure: ["measure", "Measures"], page: ["page", "Pages"], paper: ["paper", "Papers"], download: ["download", "Downloads"],
  };
  const ASKING = new Set([
    ...stopwords, "an", "any", "can", "could", "council", "did", "do", "does", "doing", "find", "from", "had", "has", "have", "how",
    "i", "me", "my", "our", "should", "so", "than", "us", "we", "were", "what", "when", "where", "which", "who", "why",
    "would", "you", "your",
  ]);
  let index = { pages: [], alike: [] };

  /* searchindex.js calls this. */
  window.quarterbookSearch = (read) => { index = read; };

  /* Words, and the forms by which two of them are the same: buses and bus, houses and house. */
  const stemmer = new Stemmer();
  const known = new Map();
  const formsOf = (word) => {
    if (!known.has(word)) {
      const forms = new Set([stemmer.stemWord(word)]);
      if (/(s|x|z|ch|sh)es$/.test(word)) forms.add(stemmer.stemWord(word.slice(0, -2)));
      known.set(word, forms);
    }
    return known.get(word);
  };
  /* With an ending these are verbs: an application is refused, time is wasted. */
  const NOUNS = new Set(["refuse", "waste"]);
  const isNoun = (one, other) => NOUNS.has(one) || NOUNS.has(other);
  const isForm = (one, other) => one === other
    || (!isNoun(one, other) && [...formsOf(one)].some((form) => formsOf(other).has(form)));
  /* What means the same is meant as it stands, or in the plural: refuse is rubbish, refused is not. */
  const numbersOf = (word) => [word, word.replace(/s$/, ""), word.replace(/es$/, ""), word.replace(/ies$/, "y")];
  const isNumber = (one, other) => one === other
    || (!isNoun(one, other) && numbersOf(one).some((form) => numbersOf(other).includes(form)));
  const wordsIn = (text) => [...text.matchAll(/[\p{Letter}\p{Number}]+/gu)]
    .map((match) => ({ word: match[0].toLowerCase(), start: match.index, end: match.index + match[0].length }));
  const wordsOf = (text) => wordsIn(text).map(({ word }) => word);

  /* What a query asks for: a list of needs, each a phrase with others that mean the same. */
  const needsOf = (query) => {
    const words = wordsOf(query);
    const groups = index.alike.map((group) => group.map(wordsOf));
    const startsAt = (place) => (phrase) =>
      phrase.length && phrase.every((word, step) => words[place + step] && isNumber(word, words[place + step]));
    const needs = [];
    for (let place = 0; place < words.length;) {
      const begin = startsAt(place);
      const length = Math.max(0, ...groups.flat().filter(begin).map((phrase) => phrase.length));
      const phrase = words.slice(place, place + Math.max(length, 1));
      const alike = groups
        .filter((group) => group.some((one) => one.length === length && begin(one)))
        .flatMap((group) => group.filter((one) => !(one.length === length && begin(one))));
      if (length > 1 || !ASKING.has(words[place])) needs.push({ phrase, alike });
      place += phrase.length;
    }
    return needs;
  };

  /* Where a phrase stands in a text: as whole words, in another form of them, or as a beginning. */
  const isWord = (one, other) => one === other;
  const isBeginning = (one, other) => one.length > 2 && other.startsWith(one);
  const placeOf = (phrase, words, isSame) => words.findIndex((_, place) =>
    phrase.every((word, step) => place + step < words.length && isSame(word, words[place + step].word)));
  const WAYS = { asked: [isWord, isForm], begun: [isWord, isForm, isBeginning], alike: [isWord, isNumber] };
  const meet = (phrase, field, words, ways) => {
    for (const [way, isSame] of ways.entries()) {
      const place = placeOf(phrase, words, isSame);
      if (place >= 0 && SCORES[field][way]) {
        return { field, score: SCORES[field][way], words: words.slice(place, place + phrase.length) };
      }
    }
    return null;
  };

  /* How many letters two words differ by: left out, added, changed or in another order. Beyond a limit any number will do. */
  const differ = (one, other, limit) => {
    if (Math.abs(one.length - other.length) > limit) return limit + 1;
    let [before, row] = [[], Array.from({ length: other.length + 1 }, (_, place) => place)];
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, row] = [row, next];
    }
    return row[other.length];
  };

  /* The word of the site that a misspelt one is nearest to: of several the one that stands there most. */
  const nearest = (word, parts) => {
    const limit = word.length > 7 ? 2 : 1;
    if (word.length < 4 || /\d/.test(word)) return null;
    const times = new Map();
    for (const { words } of parts) {
      for (const { word: one } of [...words.title, ...words.text]) times.set(one, (times.get(one) ?? 0) + 1);
    }
    for (const phrase of index.alike.flat()) for (const one of wordsOf(phrase)) if (!times.has(one)) times.set(one, 0);
    const near = [...times].map(([one, number]) => ({ one, number, apart: differ(word, one, limit) }))
      .filter(({ apart }) => apart <= limit);
    near.sort((one, other) => one.apart - other.apart || other.number - one.number);
    return near.length ? near[0].one : null;
  };

  /* Two words that are one on the site: pot holes. Not where the site has both. */
  const joined = (asked, has) => {
    const words = [...asked];
    for (let place = 0; place + 1 < words.length; place += 1) {
      const [one, other] = [words[place], words[place + 1]];
      if (has(one + other) && !(has(one) && has(other))) words.splice(place, 2, one + other);
    }
    return words;
  };

  /* The query with each word that is nowhere on the site put right, if one can be. */
  const spelt = (query, parts) => {
    const asked = wordsOf(query);
    const has = (word) => needsOf(word).some((need) => parts.some((part) => best(part, need, false)));
    const right = joined(asked, has).map((word) => {
      const [need] = needsOf(word);
      if (!need || parts.some((part) => best(part, need, true))) return word;
      return nearest(word, parts) ?? word;
    });
    return right.join(" ") === asked.join(" ") ? query : right.join(" ");
  };

  /* How well a part meets a need: the best of its fields, the word itself before others for the same; what says it
     in other words as well is meant before what only has the word. */
  const best = (part, need, begins) => {
    const met = [];
    for (const [field, words] of Object.entries(part.words)) {
      met.push(meet(need.phrase, field, words, begins ? WAYS.begun : WAYS.asked));
      for (const phrase of need.alike) {
        const other = meet(phrase, field, words, WAYS.alike);
        if (other) met.push({ ...other, score: other.score * LIKE, isOther: true });
      }
    }
    const ways = met.filter(Boolean).sort((one, other) => other.score - one.score);
    return ways.length ? { ...ways[0], score: ways[0].score + ways.filter(({ isOther }) => isOther).length } : null;
  };

  const partsOf = (page) => page.parts.map((part, place) => ({
    ...part,
    page: page.page,
    kind: part.figure ? "measure" : page.kind,
    within: place ? page.parts[0].title : "",
    words: {
      title: wordsIn(part.title),
      state: wordsIn(`${part.rating ?? ""} ${part.direction ?? ""}`),
      text: wordsIn(part.text),
      within: wordsIn(place ? page.parts[0].title : ""),
    },
  }));

  const WORST_FIRST = ["qb-red", "qb-amber"];
  const standing = ({ colour }) => (WORST_FIRST.indexOf(colour) + 1) || WORST_FIRST.length + 1;
  const byScoreThenStanding = (one, other) => other.score - one.score || standing(one) - standing(other);

  /* The parts that meet every need, else those that meet the most; of pages and papers the best part each. */
  const search = (needs, parts) => {
    const met = needs.map((need) => {
      const whole = parts.map((part) => best(part, need, false));
      return whole.some(Boolean) ? whole : parts.map((part) => best(part, need, true));
    });
    const results = parts.map((part, place) => {
      const ways = met.map((one) => one[place]).filter((way) => way);
      return { ...part, ways, score: ways.reduce((sum, way) => sum + way.score, 0) };
    });
    const most = Math.max(0, ...results.map(({ ways }) => ways.length));
    const found = results.filter(({ ways }) => most && ways.length === most && ways.some(({ field }) => field !== "within"));
    const pages = new Set();
    const isFirst = ({ kind, page }) => kind === "measure" || (!pages.has(page) && pages.add(page));
    return { all: most === needs.length, results: found.sort(byScoreThenStanding).filter(isFirst) };
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

  /* The text around the first of the words. */
  const extractOf = ({ text, ways }) => {
    const first = ways.filter(({ field }) => field === "text").map(({ words }) => words[0].start);
    const start = first.length ? Math.max(0, Math.min(...first) - EXTRACT / 3) : 0;
    const from = start && text.indexOf(" ", start) + 1;
    const until = from + EXTRACT < text.length ? text.lastIndexOf(" ", from + EXTRACT) : text.length;
    return `${from ? "… " : ""}${text.slice(from, until)}${until < text.length ? " …" : ""}`;
  };

  const show = (result, list) => {
    const item = list.appendChild(make("li"));
    const link = item.appendChild(make("a", result.title));
    const file = `${document.documentElement.dataset.content_root}${result.page.split("/").map(encodeURIComponent).join("/")}`;
    const page = result.kind === "download" ? file : `${file}.html`;
    link.href = result.id ? `${page}#${encodeURIComponent(result.id)}` : page;
    if (result.within) link.append(" ", make("small", result.within));
    if (result.figure) {
      const standing = item.appendChild(make("p", "", "qb-standing"));
      if (result.rating) {
        const rating = standing.appendChild(make("span", "", `qb-rag ${result.colour}`));
        const shape = rating.appendChild(make("span", result.shape, "qb-shape"));
        shape.setAttribute("aria-hidden", "true");
        rating.append(` ${result.rating}`);
        standing.append(" ");
      }
      standing.append(make("span", result.figure));
      if (result.direction) standing.append(`, ${result.direction.charAt(0).toLowerCase()}${result.direction.slice(1)}`);
    }
    const words = [...new Set(result.ways.flatMap((way) => way.words.map(({ word }) => word)))];
    for (const event of ["click", "auxclick"]) link.addEventListener(event, () => remember(words));
    const extract = extractOf(result);
    if (extract) quarterbookMark(item.appendChild(make("p", extract, "context")), words);
  };

  /* Measures first, unless what is asked for is the name of something else, and no measure's name or rating. */
  const NAMES = { measure: ["title", "state"], download: ["title", "text"] };
  const isNamed = ({ kind, ways }) =>
    ways.every(({ field, isOther }) => (NAMES[kind] ?? ["title"]).includes(field) && (kind === "measure" || !isOther));
  const grouped = (results) => Object.entries(KINDS)
    .map(([kind, [, heading]]) => ({ heading, some: results.filter((result) => result.kind === kind) }))
    .filter(({ some }) => some.length)
    .sort((one, other) => isNamed(other.some[0]) - isNamed(one.some[0]));

  const counted = (results) => {
    const counts = Object.entries(KINDS).map(([kind, [one]]) => [results.filter((result) => result.kind === kind).length, one])
      .filter(([number]) => number).map(([number, one]) => `${number} ${one}${number === 1 ? "" : "s"}`);
    return counts.length > 1 ? `${counts.slice(0, -1).join(", ")} and ${counts.at(-1)}` : counts.join("");
  };

  /* Words that a resident might ask for and that lead to a measure of this report, three at most. */
  const ASKED_FOR = ["recycling", "red", "NEET", "children", "budget", "housing", "roads", "staff", "care", "schools", "health"];
  const offerExamples = (parts) => {
    const isAnswered = (word) => search(needsOf(word), parts).results.some(({ kind, ways }) =>
      kind === "measure" && ways.some(({ field }) => NAMES.measure.includes(field)));
    const words = [];
    for (const word of ASKED_FOR) if (words.length < 3 && isAnswered(word)) words.push(`“${word}”`);
    if (!words.length) return;
    const some = words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : words[0];
    document.querySelector(".qb-search-examples").textContent = `, for example ${some}`;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const query = (new URLSearchParams(location.search).get("q") ?? "").trim();
    document.querySelector("input[name=q]").value = query;
    const parts = index.pages.flatMap(partsOf);
    if (!query) {
      offerExamples(parts);
      return;
    }
    document.title = `${query} – ${document.title}`;
    const right = spelt(query, parts);
    const needs = needsOf(right);
    const { all, results } = needs.length ? search(needs, parts) : { all: true, results: [] };
    const section = document.getElementById("search-results");
    for (const { heading, some } of grouped(results)) {
      section.append(make("h3", heading));
      const list = section.appendChild(make("ul", "", "search"));
      some.forEach((result) => show(result, list));
    }
    const others = [...new Set(needs.flatMap(({ alike }) => alike.map((phrase) => phrase.join(" "))))];
    const also = document.querySelector(".qb-search-alike");
    also.hidden = !others.length || !results.length;
    also.textContent = `Searched for as well: ${others.join(", ")}.`;
    section.hidden = !results.length;
    document.querySelector(".qb-search-hint").hidden = true;
    /* In a step of its own, so that screen readers have the status before its words. */
    setTimeout(() => {
      document.querySelector(".search-summary").textContent = !results.length
        ? `Nothing found for “${query}”. Try fewer or shorter words.`
        : all ? `${right === query ? "" : `Nothing has “${query}”. `}${counted(results)} found for “${right}”.`
          : `Nothing has all the words of “${query}”. These have some of them: ${counted(results)}.`;
    });
  });
})();
