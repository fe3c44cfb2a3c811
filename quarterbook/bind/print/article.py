"""Sphinx's single page, reduced to what is printed: text, tables, pictures, links in the paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from lxml import etree
from lxml import html as markup

from quarterbook.bind.print.article_letters import in_print, set_accents, write_out_abbreviations
from quarterbook.bind.print.article_links import inline_footnotes, join_links
from quarterbook.bind.print.article_parts import (
    HEADING,
    HEADINGS,
    MARK,
    Documents,
    PaperPart,
    heading_before,
    select,
    text_of,
)
from quarterbook.bind.print.article_pictures import Picture, collect_pictures, name_pages
from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.store import digest_of

# What belongs to the site alone: its machinery, its controls, the notebooks' source.
_DROPPED = (
    "script", "style", "nav", "button", "form", "iframe", "template", "input", "hr.footnotes",
    ".headerlink", ".qb-web-only", ".onlyprint", ".toggle-button", ".cell_input", "details.hide",
    ".prev-next-area", ".sd-summary-state-marker", ".sd-summary-icon",
)  # fmt: skip


# The classes of a chart for half the page's width, of two of them, and of a measure's parts.
_HALF, _PAIR = "qb-half", "qb-pair"
_TITLES = ("label.sd-tab-label", ".sd-card-title", ".sd-card-header")
_OF_MEASURE = ("qb-head", "qb-beside", "qb-words", "qb-rest")
_BELOW_MEASURE = (
    "dl[contains(@class, 'qb-method')]/following-sibling::*"
    "[descendant-or-self::table or descendant-or-self::figure or self::section]"
)
_WORDS = {"qb-outlook", "qb-commentary", "qb-action", "qb-reason", "qb-said"}


@dataclass(frozen=True)
class Article:
    """The printed part of a page: HTML whose pictures are ``images/NAME``, and those pictures."""

    html: str
    images: dict[str, Picture]


class SinglePage:
    """A page of Sphinx's ``singlehtml`` builder, which is read once for all papers made of it."""

    def __init__(self, path: Path, folder: Path) -> None:
        """``folder`` is the one that its builder left, with all that the page needs."""
        self._path, self._folder = path, folder

    @cached_property
    def digest(self) -> str:
        """What the page is, with all that lies in its folder."""
        files = {
            path.relative_to(self._folder).as_posix(): digest_of(path.read_bytes())
            for path in sorted(self._folder.rglob("*"))
            if path.is_file()
        }
        name = self._path.relative_to(self._folder).as_posix()
        return digest_of(json.dumps([name, files]).encode())

    def article(self, parts: Sequence[PaperPart]) -> Article:
        """Return what parts of the page have to print.

        Charts are those for half the page's width: a measure is one block, its chart beside what is
        said of it, and two charts stand side by side.

        Every document starts at heading level 1, every heading has an id that is a
        Word bookmark too, links lead to an id of the paper or out of it, and a link
        to anything else (a download, a page left out) is left as its words. Raises
        `BookError` for a page without content and for a picture that is missing or
        has no alt text.
        """
        return _article(self._documents.taken(parts), self._path)

    @cached_property
    def _documents(self) -> Documents:
        return Documents.of(_read(self._path), self._path)


def _read(path: Path) -> markup.HtmlElement:
    """Return the article of a page, whose pictures know their page and whose headings are even."""
    root = markup.document_fromstring(path.read_bytes(), parser=markup.HTMLParser(encoding="utf-8"))
    articles = root.xpath("//article") or root.xpath("//main | //*[@role='main']")
    if not articles:
        fault = (
            "nothing to print. The page has no <article>; was it made by Sphinx's singlehtml "
            "builder?"
        )
        raise BookError(Problem(path.name, 0, "B301", fault))
    article = articles[0]
    article.tail = None
    name_pages(article, path)
    _level_headings(article)
    return article


def _article(article: markup.HtmlElement, path: Path) -> Article:
    """Reduce an article to what is printed."""
    _letter_boxes(article)
    set_accents(article)
    write_out_abbreviations(article)
    _tell_letters(article)
    for selector in _DROPPED:
        for element in select(article, selector):
            element.drop_tree()
    _choose_charts(article)
    _gather_measures(article)
    _set_words_beside(article)
    _drop_repeats(article)
    _pair_charts(article)
    _drop_captions(article)
    _unfold_details(article)
    inline_footnotes(article)
    join_links(article)
    images = collect_pictures(article, path)
    _plain_wrappers(article)
    return Article(etree.tostring(article, encoding="unicode", method="html"), images)


def _drop_captions(article: markup.HtmlElement) -> None:
    """Take the hidden caption off a table that stands under a heading of the same words."""
    for caption in select(article, "caption.qb-hidden"):
        heading = heading_before(caption)
        if heading is None:
            continue
        above, words = _straight(heading), _straight(caption)
        if above.endswith(words) or words.startswith(f"{above.removesuffix(': compared')}, "):
            caption.drop_tree()


def _letter_boxes(article: markup.HtmlElement) -> None:
    """Write the boxes of a list of tasks as letters, ticked or not, where print has no controls."""
    for box in select(article, "input.task-list-item-checkbox"):
        letter = markup.Element("span")
        letter.text = "☑" if box.get("checked") is not None else "☐"
        box.addprevious(letter)


def _tell_letters(article: markup.HtmlElement) -> None:
    """Write what no typeface of the paper has, such as 🚀, in words; formulas have one more."""
    formulas = {part for formula in article.iter("math") for part in formula.iter()}
    for element in article.iter(etree.Element):
        if element.text:
            element.text = in_print(element.text, is_formula=element in formulas)
        if element.tail:
            is_formula = element in formulas and element.tag != "math"
            element.tail = in_print(element.tail, is_formula=is_formula)


def _choose_charts(article: markup.HtmlElement) -> None:
    """Leave of each chart the picture for half the page's width where there is one."""
    for narrow in select(article, "img.qb-narrow"):
        wide = narrow.xpath("(preceding-sibling::*)[last()][self::figure]//img")
        if wide and "qb-on-screen" not in narrow.get("class", ""):
            wide[0].set("src", narrow.get("src"))
            wide[0].getparent().set("class", f"{wide[0].getparent().get('class', '')} {_HALF}")
        narrow.drop_tree()


def _gather_measures(article: markup.HtmlElement) -> None:
    """Wrap each measure's section: its head, its chart, what is said of it, and all the rest.

    From a table or picture on that an analyst shows below it, which may want a page on its side,
    what follows stands below as on any page.
    """
    for section in article.xpath(".//section[dl[contains(@class, 'qb-method')]]"):
        parts: dict[str, list[markup.HtmlElement]] = {name: [] for name in _OF_MEASURE}
        below = section.xpath(_BELOW_MEASURE)
        for child in section[: section.index(below[0]) if below else len(section)]:
            names = set(child.get("class", "").split())
            if child.tag in HEADINGS or "qb-standfirst" in names or child.tag == "span":
                parts["qb-head"].append(child)
            elif child.tag == "figure" and "qb-chart" in names and not parts["qb-beside"]:
                parts["qb-beside"].append(child)
            elif names & _WORDS:
                parts["qb-words"].append(child)
            else:
                parts["qb-rest"].append(child)
        holder = markup.Element("div", {"class": "qb-measure"})
        for name, children in parts.items():
            part = markup.Element("div", {"class": name})
            part.extend(children)
            holder.append(part)
        section.insert(0, holder)
        _drop_no_outlook(holder)
        _add_markers(holder)


def _set_words_beside(article: markup.HtmlElement) -> None:
    """Put what is said of a measure beside its chart where the chart follows its headline.

    So a measure looks alike in every paper; what comes after its words stays below.
    """
    charts = article.xpath(".//section/figure[contains(@class, 'qb-chart')]")
    for chart in charts:
        head = [*chart.itersiblings(preceding=True)][::-1]
        words = [*takewhile(_is_said, chart.itersiblings())]
        if not words or not all(map(_is_headline, head)):
            continue
        holder = markup.Element("div", {"class": "qb-measure"})
        chart.getparent().insert(0, holder)
        for name, children in zip(_OF_MEASURE, (head, [chart], words, []), strict=True):
            part = markup.Element("div", {"class": name})
            part.extend(children)
            holder.append(part)


def _is_said(element: markup.HtmlElement) -> bool:
    return bool(set(element.get("class", "").split()) & _WORDS)


def _is_headline(element: markup.HtmlElement) -> bool:
    """Whether it is a heading, where links lead to, or a measure's figure and rating."""
    figure = element.xpath("descendant-or-self::*[contains(@class, 'qb-standfirst')]")
    return element.tag in (*HEADINGS, "span") or bool(figure)


def _drop_no_outlook(measure: markup.HtmlElement) -> None:
    """Leave out of a measure's method that there is no outlook, which the method page says once."""
    for term in measure.xpath(".//dl[contains(@class, 'qb-method')]/dt[. = 'Outlook']"):
        words = term.getnext()
        if text_of(words).startswith("None:"):
            words.drop_tree()
            term.drop_tree()


def _add_markers(measure: markup.HtmlElement) -> None:
    """Let what its markers mean, and what was revised, be the last of what is below a measure."""
    for note in select(measure, "p.qb-small"):
        name, _, meanings = text_of(note).partition(": ")
        if name in ("Markers", "Before revision"):
            method = measure.xpath(".//dl")[0]
            term, words = markup.Element("dt"), markup.Element("dd")
            term.text, words.text = name, meanings
            method.extend([term, words])
            note.drop_tree()


def _straight(element: markup.HtmlElement) -> str:
    """Return what an element says, whichever quotation marks Sphinx has made of its own."""
    return text_of(element).replace("’", "'").replace("‘", "'")


def _drop_repeats(article: markup.HtmlElement) -> None:
    """Leave out what is said twice: rows on measures whose own section says the same, with headings
    of nothing then; a service's words beside its comparison; how control charts are read.
    """
    measures_told = {
        _straight(heading) for heading in article.xpath(f".//div[@class='qb-head']/*[{HEADING}]")
    }
    for says in select(article, "p.qb-service-says"):
        heading = heading_before(says)
        if heading is not None and _straight(heading).removesuffix(": compared") in measures_told:
            for repeated in [*takewhile(_is_said, says.itersiblings()), says]:
                repeated.drop_tree()
    for again in select(article, ".qb-explained")[1:]:
        again.drop_tree()
    for table in select(article, "table.qb-repeats"):
        rows = table.xpath("./tbody/tr")
        repeats = [row for row in rows if _straight(row[0]) in measures_told]
        for row in repeats:
            row.drop_tree()
        if len(repeats) < len(rows):
            continue
        section = next(table.iterancestors("section"))
        table.getparent().drop_tree()
        headings = "".join(map(text_of, section.xpath(f"./*[{HEADING}]")))
        if text_of(section) == headings and not section.xpath(".//img | .//svg | .//section"):
            section.drop_tree()


def _pair_charts(article: markup.HtmlElement) -> None:
    """Wrap two charts of half the page's width that follow each other."""
    for first in article.xpath(f".//figure[contains(@class, '{_HALF}')]"):
        second = first.getnext()
        if (
            first.getparent().get("class") != _PAIR
            and second is not None
            and second.tag == "figure"
            and _HALF in second.get("class", "")
        ):
            pair = markup.Element("div", {"class": _PAIR})
            first.addprevious(pair)
            pair.extend([first, second])
            _keep_with_table(pair)


def _keep_with_table(pair: markup.HtmlElement) -> None:
    """Wrap a pair of charts with the table right before it, which has its figures."""
    table = pair.getprevious()
    if table is not None and (table.tag == "table" or table.xpath("./table")):
        together = markup.Element("div", {"class": "qb-together"})
        pair.addnext(together)
        together.extend([table, pair])


def _unfold_details(article: markup.HtmlElement) -> None:
    """Turn ``<details>`` into its content, under its summary unless a caption says the same.

    The titles of tabs and cards are set as summaries are.
    """
    for title in (one for selector in _TITLES for one in select(article, selector)):
        title.tag = "div"
        title.set("class", "qb-summary")
    for details in article.xpath(".//details"):
        for summary in details.xpath("./summary"):
            captions = {text_of(caption) for caption in details.xpath(".//caption | .//figcaption")}
            if text_of(summary) in captions or text_of(details) == text_of(summary):
                summary.drop_tree()
            else:
                summary.tag = "div"
                summary.set("class", "qb-summary")
        details.drop_tag()


def _level_headings(article: markup.HtmlElement) -> None:
    """Let each document start at level 1 and no level be skipped.

    Sphinx nests documents in the first one, so its own headings, known by their
    permalink, come out too deep by the level that the document began with;
    headings that a notebook wrote as HTML are as deep as they say.
    """
    begins, shift, last = False, 0, 0
    for element in article.xpath(f".//*[{HEADING}] | .//span[starts-with(@id, '{MARK}')]"):
        if element.tag == "span":
            begins = True
            continue
        level = int(element.tag[1])
        if element.xpath("a[contains(@class, 'headerlink')]"):
            if begins:
                begins, shift = False, level - 1
            level -= shift
        last = max(1, min(level, last + 1))
        element.tag = f"h{last}"


def _plain_wrappers(article: markup.HtmlElement) -> None:
    """Keep classes where pandoc would lose them, and drop the wrappers that say nothing."""
    for element in article.xpath(".//aside"):
        element.tag = "div"
    for kind, letter in (("loweralpha", "a"), ("lowerroman", "i")):
        for listed in select(article, f"ol.{kind}"):
            listed.set("type", letter)
    for element in select(article, ".qb-letters"):
        for listed in element.xpath("./ol"):
            listed.set("type", "A")
        element.drop_tag()
    for element in article.xpath(".//p[@class] | .//dl[@class]"):
        if "qb-" in element.get("class") or "admonition-title" in element.get("class"):
            wrapper = markup.Element("div", {"class": element.attrib.pop("class")})
            element.addprevious(wrapper)
            wrapper.tail, element.tail = element.tail, None
            wrapper.append(element)
    for element in article.xpath(".//section | .//span[not(@id) and not(node())]"):
        element.drop_tag()
    article.tag = "body"
