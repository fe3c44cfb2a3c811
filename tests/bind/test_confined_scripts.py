"""Pages bring no scripts of their own: attacks and what looks like them, bound as one book."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_output

from quarterbook.bind.pictures.svg import NotSvg, clean_svg
from quarterbook.bind.site.active_markup import active_markup
from quarterbook.build.stages import build
from quarterbook.execute.cell_outputs import shown_by
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book
from support.browser import chromium, find_chromium, looking

RUN = "document.documentElement.dataset.ran=1"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 9 9">{}</svg>'
)
SCRIPTED = SVG.format(f"<script>{RUN}</script>")
DATA = b64encode(SCRIPTED.encode()).decode()

# By name a piece of a page, any of which runs, takes in or sends off something. Pictures are of
# the site's own folder: any other that only HTML names is refused before pages are bound.
ATTACKS = {
    "script": f"<script>{RUN}</script>",
    "script-capitals": f"<ScRiPt >{RUN}</sCrIpT>",
    "script-in-a-word": f"Some <script>{RUN}</script> words",
    "script-from-elsewhere": '<script src="https://a.example/x.js"></script>',
    "script-of-the-book": '<script src="../_downloads/x.js"></script>',
    "script-beside-ours": '<script src="../_static/quarterbook.js/../x.js"></script>',
    "handler": f'<img src="_images/x" alt="a" onerror="{RUN}">',
    "handler-slashes": f'<div>\n<img/src="_images/x"/alt="a"/onerror="{RUN}">\n</div>',
    "handler-lines": f'<div>\n<img src="_images/x"\nalt="a"\nonerror\n=\n"{RUN}">\n</div>',
    "handler-toggle": f'<details open ontoggle="{RUN}"><summary>a</summary></details>',
    "handler-svg": f'<svg onload="{RUN}"></svg>',
    "svg-script": f"<svg><script>{RUN}</script></svg>",
    "svg-animate": '<svg><a><animate attributeName="href" values="x"></animate></a></svg>',
    "hidden-by-a-comment": f'<!--> <img src="_images/x" onerror="{RUN}"> -->',
    "hidden-by-a-style": f'<svg><style><img src="_images/x" onerror="{RUN}"></style></svg>',
    "hidden-by-a-title": f"<div title=\"<img src=_images/x onerror='{RUN}'>\"></div>",
    "hidden-by-noscript": (
        f'<noscript><p title="</noscript><img src=_images/x onerror={RUN}>"></noscript>'
    ),
    "behind-the-article": f'</div></article></main><img src="_images/x" onerror="{RUN}">',
    "address": f'<a href="javascript:{RUN}">a</a>',
    "address-coded": f'<a href="&#106;ava&#9;script:{RUN}">a</a>',
    "address-data": '<a href="data:text/html,x">a</a>',
    "frame": '<iframe src="https://a.example"></iframe>',
    "frame-document": f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    "object": '<object data="x.svg"></object>',
    "embed": '<embed src="x.svg">',
    "link": '<link rel="stylesheet" href="https://a.example/x.css">',
    "link-out-of-ours": '<link rel="stylesheet" href="../_static/../_downloads/x.css">',
    "style-image-set": '<style>p { background: image-set("//a.example/x" 1x) }</style>',
    "style-image": '<style>#T_a { background: image("https://a.example/x") }</style>',
    "style-cross-fade": "<p style=\"background: -webkit-cross-fade('//a.example/x', 50%)\">a</p>",
    "style-of-the-frame": "<style>#downloads { display: none }</style>",
    "style-of-all-lines": "<style>* { stroke: none }</style>",
    "style-of-colours": "<style>:root { --qb-brand: white }</style>",
    "picture-by-another-name": '<image src="_images/x" alt="a">',
    "picture-by-width": '<img src="_images/x" alt="a" srcset="https://a.example/x 1x">',
    "picture-as-a-button": '<input type="image" alt="a" src="https://a.example/x">',
    "told-of-a-click": '<a href="https://a.example" attributionsrc="https://b.example">a</a>',
    "over-the-page": '<button popovertarget="b">a</button><p id="b" popover>FINAL</p>',
    "out-of-the-article": '</div></section></article></main><p style="margin-top:-9em">FINAL</p>',
    "another-body": '<body class="qb-final"><p>FINAL</p>',
    "use": '<svg><use href="//a.example/x.svg#a"></use></svg>',
    "meta": '<meta http-equiv="refresh" content="0; url=https://a.example">',
    "base": '<base href="https://a.example/">',
    "form": '<form action="https://a.example"><input name="q"></form>',
    "form-like-ours": '<form class="qb-search" role="search" method="get" action="//a.example">',
    "button": '<button formaction="https://a.example">a</button>',
    "style": '<style>@import "https://a.example/x.css";</style>',
    "style-address": "<style>p { background: url(https://a.example/x) }</style>",
    "style-escaped": r"<style>@\69mport 'https://a.example/x.css';</style>",
    "background": '<table background="//a.example/x"><tr><td>a</td></tr></table>',
    "style-of-words": "<style>#T_a::after { content: var(--n) }</style>",
    "style-of-counts": "<style>#T_a { counter-reset: c 3 }</style>",
    "style-attribute": '<p style="background: url(//a.example/x)">a</p>',
    "raw": f"```{{raw}} html\n<script>{RUN}</script>\n```",
    "eval-rst": f"```{{eval-rst}}\n.. raw:: html\n\n   <script>{RUN}</script>\n```",
    "in-a-note": f'```{{note}}\n<img src="_images/x" onerror="{RUN}">\n```',
    "in-a-caption": (
        f'```{{figure}} fine.svg\n:alt: a\n\nWords <img src="_images/x" onerror="{RUN}">\n```'
    ),
    "in-a-table": f'| a |\n|---|\n| <img src="_images/x" onerror="{RUN}"> |',
    "in-a-heading": f'## Words <img src="_images/x" onerror="{RUN}">',
    "picture-in-the-page": f'<img alt="a" src="data:image/svg+xml;base64,{DATA}">',
    "offered": "{download}`words <words.html>`",
}
# What looks alike and passes.
FINE = {
    "fine-title": "## A < B & C",
    "fine-title-of-code": '## `<img src=x onerror="document.documentElement.dataset.ran=1">`',
    "fine-bold": "<b>Bold</b> and <abbr title='a < b & c'>words</abbr>",
    "fine-details": "<details><summary>More</summary><p>Words once, on=1.</p></details>",
    "fine-code": f"`<script>` and\n\n```html\n<script>{RUN}</script>\n<img onerror=x>\n```",
    "fine-text": "A \\<script\\> in words, javascript: and onerror=, 1 <2 and a<b",
    "fine-style": "<style>#T_a td { color: #333 }</style><p style='color: #333'>a</p>",
    "fine-style-of-none": "<style>#T_a::after { content: ''; align-content: center }</style>",
    "fine-picture": "![A picture](fine.svg)",
    "fine-cleaned": "![A picture](scripted.svg)",
    "fine-link": '<a href="https://a.example/?onload=1">a</a>',
    # What draws elsewhere draws nothing outside the article.
    "fine-over": '<p style="position: relative; top: -99em; height: 99em; z-index: 99">Over</p>',
    "fine-fixed": '<p style="--x: fixed; position: var(--x); inset: 0; z-index: 99">Over</p>',
    "fine-shifted": '<p style="transform: translateY(-50em) scale(50); height: 9em">Over</p>',
    "fine-type": "<!DOCTYPE html>\n\nWords",
    "fine-words": "<!-- a comment --> <p class='once' data-on='1' lang='en'>a</p>",
    "fine-tabs": "````{tab-set}\n```{tab-item} A\nOne\n```\n```{tab-item} B\nTwo\n```\n````",
}


def output(kind: str, data: str) -> str:
    """What a cell of a notebook that shows something puts on its page."""
    shown = shown_by(new_code_cell("", outputs=[new_output("display_data", {kind: data})]), 0)
    assert not shown.fault
    return "\n\n".join(shown.markdown)


# What cells of notebooks show, which goes the way of pages.
ATTACKS |= {
    "output-handler": output("text/html", f'<img src="_images/x" alt="a" onerror="{RUN}">'),
    "output-handler-in-a-table": output(
        "text/html", f'<table><tr><td onclick="{RUN}">1</td></tr></table>'
    ),
    "output-address": output("text/html", f'<a href="java&#115;cript:{RUN}">a</a>'),
    "output-refresh": output("text/html", '<meta http-equiv="refresh" content="0; url=//a.b">'),
    "output-form": output("text/html", '<form action="https://a.example"><input></form>'),
    "output-fence": output("text/html", f"<p>\n:::\n\n<img src=_images/x onerror={RUN}>\n</p>"),
    "output-markdown": output("text/markdown", f"Words <script>{RUN}</script>"),
    "output-markdown-frame": output("text/markdown", f'<iframe srcdoc="{RUN}"></iframe>'),
    "output-markdown-svg": output("text/markdown", f"<svg><script>{RUN}</script></svg>"),
}
FINE |= {
    "fine-output-table": output(
        "text/html", "<style>#T_a { color: red }</style><table><tr><td>on=1</td></tr></table>"
    ),
    "fine-output-words": output("text/html", "<p>&lt;script&gt; and javascript:</p>"),
    "fine-output-markdown": output("text/markdown", "`<script>` and [a](https://a.example)"),
    "fine-output-link": output("text/markdown", f"[no link](javascript:{RUN})"),
    "fine-output-text": output("text/plain", repr(f"<img src=x onerror={RUN}>")),
}


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("text/html", f"<script>{RUN}</script>", "N109"),
        ("text/html", f'<p>Words</p><IFRAME srcdoc="<script>{RUN}</script>"></IFRAME>', "N109"),
        ("text/html", f"<svg><script>{RUN}</script></svg>", "N109"),
        ("image/svg+xml", SCRIPTED, "N107"),
        ("image/svg+xml", SVG.format(f'<path d="M0 0" onclick="{RUN}"/>'), "N107"),
        ("application/javascript", RUN, "N109"),
    ],
)
def test_what_a_cell_shows_runs_nowhere(kind: str, data: str, code: str | None) -> None:
    """A picture without words is on no page, whatever is in it; a script fails the page."""
    shown = shown_by(new_code_cell("", outputs=[new_output("display_data", {kind: data})]), 0)
    assert shown.markdown == []
    assert (shown.fault[0] if shown.fault else None) == code


ALLOWED = f"<script>{RUN}</script>"


def make(folder: Path, pages: dict[str, str], title: str = "Page {}") -> Book:
    """A copy of the small book with more pages, named by what stands on them."""
    book = copy_book(SMALL_BOOK, folder / "book")
    extra = {
        "fine.svg": SVG.format('<path d="M0 0h9"/>'),
        "scripted.svg": SCRIPTED,
        "words.html": SCRIPTED,
        **{f"{name}.md": f"# {title.format(name)}\n\n{text}\n" for name, text in pages.items()},
    }
    for name, text in extra.items():
        (book.root / "book" / name).write_text(text, encoding="utf-8")
    toc = book.toc.read_text(encoding="utf-8")
    book.toc.write_text(toc + "".join(f"  - file: book/{name}\n" for name in pages), "utf-8")
    return book


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is said of a book of attacks."""
    book = make(tmp_path_factory.mktemp("attacks"), {**ATTACKS, "fine": "<b>Fine</b>"})
    built = build(book, None, jobs=1)
    assert not built.ok
    return [str(problem) for problem in built.problems]


@pytest.fixture(scope="module")
def fine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built book of what looks like attacks, in every text that the book's files hold."""
    book = make(tmp_path_factory.mktemp("fine"), {**FINE, "allowed": ALLOWED}, "A < B & {}")
    word = f"<img src=x onerror='{RUN}'>"
    (book.root / "book" / "unlisted.md").write_text("# Not listed\n", encoding="utf-8")
    change = (book.config, "only_build_toc_files: true", "only_build_toc_files: false")
    for path, old, new in (
        change,
        (book.data / "measures.csv", "Household waste recycled", f"Waste {word}"),
        (book.data / "commentary.csv", "Food waste is now", f"<script>{RUN}</script>{word} is"),
        (book.root / "_config.yml", "Performance report", f"Performance {word}"),
        (book.root / "_config.yml", "Alderbrook Borough Council", f"Council {word}"),
        (book.root / "_toc.yml", "chapters:", f'parts:\n- caption: "Part {word}"\n  chapters:'),
    ):
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with book.config.open("a", encoding="utf-8") as config:
        config.write("\nsphinx:\n  config:\n    quarterbook_scripts: [book/allowed]\n")
        config.write(f'html:\n  extra_footer: "{word}"\n  announcement: "{word}"\n')
    built = build(book, None, jobs=1)
    assert built.ok, built.problems
    return built.folder


@pytest.mark.builds
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_with_its_place(name: str, refused: list[str]) -> None:
    said = [line for line in refused if line.startswith((f"book/{name}.md:", f"book/{name}.md "))]
    codes = {"B210", "B212", "B213"}
    assert any(code in line for line in said for code in codes), refused


@pytest.mark.builds
def test_nothing_is_said_of_a_page_beside_them(refused: list[str]) -> None:
    assert [line for line in refused if line.startswith("book/fine.md")] == []


@pytest.mark.builds
def test_no_published_script_writes_html(fine: Path) -> None:
    """None is excepted: what a page needs of others (tabs, stemming) writes none either."""
    writes = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|srcdoc"
        r"|document\.write|\.html\(|\beval\(|new Function|setTimeout\(\s*[\"']"
    )
    site = fine / "site"
    scripts = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.js")}
    assert {"search.js", "quarterbook.js", "searchindex.js"} <= {path.name for path in scripts}
    del scripts[site / "searchindex.js"]  # data, with what pages say
    inside = {}
    for page in site.rglob("*.html"):
        found = re.findall(r"<script(?![^>]* src=)[^>]*>(.*?)</script>", page.read_text(), re.S)
        inside[page.name] = found
    assert [path.name for path, text in scripts.items() if writes.search(text)] == []
    assert {name: texts for name, texts in inside.items() if texts} == {"allowed.html": [RUN]}


@pytest.mark.builds
def test_a_page_that_is_not_listed_is_in_no_site(fine: Path) -> None:
    """Whatever _config.yml says: nothing would have read, judged or signed it."""
    assert not list((fine / "site").rglob("unlisted*"))
    assert (fine / "site" / "book" / "fine-bold.html").is_file()


@pytest.mark.builds
def test_pictures_are_cleaned_for_site_and_paper(fine: Path) -> None:
    pictures = list((fine / "site" / "_images").glob("*.svg"))
    assert pictures
    assert [path.name for path in pictures if b"script" in path.read_bytes()] == []


@pytest.mark.builds
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
def test_nothing_runs_in_a_browser(fine: Path) -> None:
    """Every page and the search for every title; the page that may is the only one that does."""
    chosen = find_chromium()
    assert chosen is not None
    site, ran, errors = fine / "site", [], []
    with chromium(chosen) as browser, looking(browser) as look:
        look.page.on("console", lambda said: errors.append(said.text))
        for page in ("fine-over", "fine-fixed", "fine-shifted"):
            look.page.goto(f"{site.as_uri()}/book/{page}.html")
            on_top = "document.elementFromPoint(innerWidth / 2, 20).closest('article') === null"
            assert look.page.evaluate(on_top), page
        searches = [f"search.html?q={words}" for words in ("img", "page", "waste", "B", "<img>")]
        pages = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
        for page in (*pages, *searches):
            look.page.goto(f"{site.as_uri()}/{page}")
            if page in (*searches, "index.html"):  # which leads on
                look.page.wait_for_load_state("networkidle")
            if look.page.evaluate("document.documentElement.dataset.ran"):
                ran.append(page)
        titles = look.page.goto(f"{site.as_uri()}/search.html?q=B") and look.page.locator(
            "ul.search li a"
        )
        assert titles
        assert any("A < B & fine-title" in text for text in titles.all_text_contents())
        assert not look.errors
    assert ran == ["book/allowed.html"]
    # quarters.js is there once the quarter is published.
    assert {text for text in errors if "ERR_FILE_NOT_FOUND" not in text} == set()


CLEANED = {
    "script": "<script>x</script>",
    "script-prefixed": '<s:script xmlns:s="http://www.w3.org/2000/svg">x</s:script>',
    "foreign": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    "xhtml": '<h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script>',
    "handler": '<path d="M0 0" onclick="x"/>',
    "link": '<a xlink:href="javascript:x"><path d="M0 0"/></a>',
    "use": '<use xlink:href="https://a.example/x.svg#a"/>',
    "image": '<image href="file:///etc/passwd"/>',
    "image-svg": f'<image href="data:image/svg+xml;base64,{DATA}"/>',
    "style": '<style>@import "x.css";</style>',
    "style-address": '<path style="fill: url(https://a.example/x)"/>',
    "animate": '<a><animate attributeName="href" to="javascript:x"/></a>',
    "instruction": '<?xml-stylesheet href="x.css"?>',
}


@pytest.mark.parametrize("name", CLEANED)
def test_a_picture_is_cleaned(name: str) -> None:
    before = SVG.format(f'{CLEANED[name]}<path d="M1 1h7"/>').encode()
    after = clean_svg(before)
    for word in (b"script", b"onclick", b"example", b"file:", b"import", b"base64", b"x.css"):
        assert word not in after
    assert b"M1 1h7" in after
    assert clean_svg(after) == after


def test_entities_of_a_picture_are_not_taken_in() -> None:
    head = '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    after = clean_svg((head + SVG.format("<text>&e;</text>")).encode())
    assert b"ENTITY" not in after
    assert b"passwd" not in after


def test_what_is_no_picture_is_said() -> None:
    for data in (b"<html/>", b"<svg", b""):
        with pytest.raises(NotSvg):
            clean_svg(data)


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><path id="a" d="M0 0"/></defs><use xlink:href="#a"/><!-- script -->',
        "<style>*{stroke-linejoin: round} /* as drawn */</style>",
        '<path clip-path="url(#a)" style="fill: url(#b)"/><title>A script, onload=1</title>',
        '<image href="data:image/png;base64,AAAA"/>',
    ],
)
def test_a_picture_without_them_stays_as_it_is(inside: str) -> None:
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
        ' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    )
    data = (head + SVG.format(inside)).encode()
    assert clean_svg(data) == data


@pytest.mark.parametrize(
    ("html", "is_refused"),
    [
        ('<p style="position:fixed;inset:0;background:white">FINAL</p>', True),
        ('<p style="POSITION: /**/ absolute">FINAL</p>', True),
        ("<style>[class*=draft]{display:none!important}</style>", True),
        ("<style>#a{color:red} aside{display:none}</style>", True),
        ("<style>.d:not([x='}#a']){display:none}</style>", True),
        ("<style>@media screen { aside { display: none } }</style>", True),
        ('<dialog open style="inset:0">FINAL</dialog>', True),
        ("<div popover>FINAL</div>", True),
        ("<style>#downloads{display:none}</style>", True),
        ("<style>*{fill:none;stroke:none}</style>", True),
        ('<image src="https://evil.example/x.png">', True),
        ('<img alt="A" src="a.png" srcset="https://evil.example/x 1x">', True),
        ("<input type=image src=//evil.example/x.png>", True),
        ("<a attributionsrc=https://evil.example>Words</a>", True),
        ('<style>#x{background:image("https://evil.example/x")}</style>', True),
        ('<img src="\\\\evil.example\\x.png" alt="A">', True),
        ('<img src="https:/evil.example/x.png" alt="A">', True),
        ('<img src="../_images/x.png" alt="A" style="left: 2px; outline: 1px solid">', False),
        ("<style>#x{background-image:none; box-shadow: 0 1px 2px #123}</style>", False),
        ('<input type="checkbox" checked>', False),
        ('<p style="position: relative">Text with position:fixed in words</p>', False),
        ("<style>.dataframe tbody tr th { vertical-align: top }</style>", False),
        ("<style>#T_a_row0, #T_a td:hover { color: red; display: none }</style>", False),
        ("<style>#T_a thead th:nth-child(1) { position: sticky; left: 0px }</style>", False),
        ("<style>*{stroke-linejoin: round; stroke-linecap: butt}</style>", False),
        (
            "<html><style>:root { --qb-brand: #1 } @media screen { * { --qb-link: #1 } }</style>",
            False,
        ),
        ("<style>:root { --qb-brand: #123 }</style>", True),
    ],
)
def test_no_page_hides_what_stands_on_every_page(html: str, is_refused: bool) -> None:
    assert bool([*active_markup(html)]) == is_refused
