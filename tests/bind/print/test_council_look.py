"""A council's own look: templates for PDF and Word, and their faults."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from PIL import ExifTags, Image

from quarterbook.bind.print import typst_compile
from quarterbook.bind.print.council_template import CouncilTemplate, look_fault
from quarterbook.ground.errors import BookError
from support.bound_papers import DORSET, EXEMPT, MERESHIRE, accessible, look_of, numbers, texts


def test_two_councils_look_different(bind: Callable[..., Path]) -> None:
    one, two = bind("one.pdf", look=MERESHIRE), bind("two.pdf", look=DORSET)
    assert "1.1. See bins" in texts(one)[0]
    assert "1.1 See bins" in texts(two)[0]
    assert "Anyshire Council, Cabinet, Monday 7 February 2022" in texts(one)[1]
    assert "Cabinet Item 5 Q3 2021/22" in texts(two)[1]
    assert accessible(one)
    assert accessible(two)

    def fonts(path: Path) -> set[str]:
        used = pypdf.PdfReader(path).pages[0]["/Resources"]["/Font"].values()
        return {re.sub(r"^/\w+\+|-.*", "", font.get_object()["/BaseFont"]) for font in used}

    assert "FiraSans" in fonts(two)
    assert "FiraSans" not in fonts(one)


def test_the_word_template_gives_page_header_and_numbers(bind: Callable[..., Path]) -> None:
    path = bind("one.docx", EXEMPT, MERESHIRE)
    word = docx.Document(str(path))
    head = word.sections[0].header
    words = " ".join(line.text for line in head.paragraphs)
    assert "Cabinet Monday 7 February 2022" in words
    assert "DRAFT" in words
    assert head._element.xpath(".//wp:docPr/@descr") == []
    first = word.sections[0].first_page_header
    assert first._element.xpath(".//wp:docPr/@descr") == ["Mereshire County Council"]
    assert "DRAFT" in " ".join(line.text for line in first.paragraphs)
    assert round(word.sections[0].left_margin / Cm(1), 1) == 2.0
    assert len(numbers(word)) == 4
    with zipfile.ZipFile(path) as file:
        lists = file.read("word/numbering.xml").decode()
        about = file.read("docProps/core.xml").decode()
        assert any(name.startswith("word/media/") for name in file.namelist())
    assert 'w:lvlText w:val="%1.%2."' in lists
    assert 'w:lvlText w:val="%1.%2"' not in lists
    assert "Performance, Q3 2021/22" in about


def test_a_template_without_our_styles_is_given_them(
    tmp_path: Path, bind: Callable[..., Path]
) -> None:
    bare = docx.Document()
    for style in [one for one in bare.styles if one.name not in ("Normal", "Heading 1")]:
        style.element.getparent().remove(style.element)
    bare.sections[0].header.paragraphs[0].text = "{council}: {title}"
    bare.save(str(tmp_path / "bare.docx"))
    word = docx.Document(
        str(bind("bare-look.docx", EXEMPT, CouncilTemplate(None, tmp_path / "bare.docx")))
    )
    assert len(numbers(word)) == 4
    said = " ".join(line.text for line in word.sections[0].header.paragraphs)
    assert said.startswith("Anyshire Council: Performance")
    assert "DRAFT" in said
    known = {style.style_id for style in word.styles}
    used = {one.get(qn("w:val")) for one in word.element.body.iter(qn("w:pStyle"))}
    assert used <= known  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#let look = (\n  font: nothing,\n)\n", "bad.typ:2 B206 unknown variable: nothing"),
        ("#let other = 1\n", "bad.typ B206 unresolved import"),
        ('#let look = (typeface: "Arial")\n', 'bad.typ B206 look has no part "typeface"'),
        ('#let look = (crest: "crest.svg")\n', "bad.typ B206 look: crest is not a content"),
        ('#let look = (font: "Comic")\n', 'bad.typ B206 the typeface "comic" is not there'),
        (
            "#let look = (header: paper => context {\n"
            "  counter(page).update(counter(page).final().first() + 1)\n})\n",
            "bad.typ B206 the paper's page numbers do not settle",
        ),
    ],
)
def test_a_fault_in_a_typst_template_is_told_by_its_name(
    text: str, said: str, tmp_path: Path, bind: Callable[..., Path]
) -> None:
    (tmp_path / "looks").mkdir()
    (tmp_path / "looks" / "bad.typ").write_text(text)
    with pytest.raises(BookError, match=re.escape(f"book/_templates/{said}")):
        bind("bad.pdf", look=look_of(tmp_path / "looks", "bad"))


@pytest.mark.parametrize(
    ("message", "is_looks"),
    [
        ('assertion failed: look has no part "a", only font', True),
        ("assertion failed: look: font is not a string", True),
        ("unknown variable: outlook", False),
        ("assertion failed: lookup of a picture", False),
    ],
)
def test_what_typst_says_is_the_templates_fault_where_it_speaks_of_a_look(
    message: str, is_looks: bool, tmp_path: Path
) -> None:
    (tmp_path / "own.typ").write_text("#let look = (:)\n")
    look = look_of(tmp_path, "own")
    with pytest.raises(BookError, match=r"own\.typ B206") if is_looks else nullcontext():
        look_fault(look, message, "main.typ:3")


def test_a_typst_template_that_uses_up_memory_ends_itself_alone(
    tmp_path: Path, bind: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paper that needs no more than others is made within the same bound."""
    looks = tmp_path / "looks"
    looks.mkdir()
    monkeypatch.setattr(typst_compile, "MOST_MEMORY", 800 * 1024**2)
    for name, header in (("bad", 'range(9999999).map(n => "x" * 999).len()'), ("fine", "9")):
        (looks / f"{name}.typ").write_text(f"#let look = (header: paper => [#({header})])\n")
    with pytest.raises(BookError, match=r"book/_templates/bad\.typ B206 setting the paper takes"):
        bind("bad.pdf", look=look_of(looks, "bad"))
    assert bind("fine.pdf", look=look_of(looks, "fine")).is_file()


@pytest.mark.parametrize(
    ("package", "said"),
    [("@local/own:0.1.0", "package not found"), ("@preview/own:0.1.0", "failed to download")],
)
def test_a_typst_template_takes_nothing_from_outside_the_book(
    package: str, said: str, tmp_path: Path, bind: Callable[..., Path], monkeypatch: Any
) -> None:
    """Neither a package of whoever builds, which is there, nor one from the network."""
    there = tmp_path / "share" / "typst" / "packages" / "local" / "own" / "0.1.0"
    there.mkdir(parents=True)
    (there / "typst.toml").write_text(
        '[package]\nname = "own"\nversion = "0.1.0"\nentrypoint = "lib.typ"\n', encoding="utf-8"
    )
    (there / "lib.typ").write_text('#let look = (header: "Figures are audited")\n', "utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    looks = tmp_path / "looks"
    looks.mkdir()
    (looks / "bad.typ").write_text(f'#import "{package}": look\n', encoding="utf-8")
    with pytest.raises(BookError, match=rf"book/_templates/bad\.typ:1 B206 {said}"):
        bind("bad.pdf", look=look_of(looks, "bad"))


ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def word_template(path: Path) -> WordDocument:
    """A template that was made on somebody's own machine, with a photograph in its header."""
    photograph, notes = io.BytesIO(), Image.Exif()
    notes[ExifTags.Base.Make] = "KRAKATOA"
    Image.new("RGB", (20, 20)).save(photograph, "JPEG", exif=notes)
    word = docx.Document()
    word.sections[0].header.paragraphs[0].add_run().add_picture(photograph)
    settings = word.part._settings_part.element
    attached = OxmlElement("w:attachedTemplate")
    target = "file:///C:/Users/KRAKATOA/own.dotx"
    rel = word.part._settings_part.relate_to(target, ATTACHED, True)
    attached.set(qn("r:id"), rel)
    settings.insert(0, attached)
    variable = OxmlElement("w:docVar")
    variable.set(qn("w:val"), "KRAKATOA")
    variables = OxmlElement("w:docVars")
    variables.append(variable)
    settings.append(variables)
    for part in word.part.package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = b"<Properties><Manager>KRAKATOA</Manager></Properties>"
    word.save(str(path))
    return word


def test_a_word_template_does_not_tell_where_it_was_made(
    tmp_path: Path, bind: Callable[..., Path]
) -> None:
    word_template(tmp_path / "look.docx")
    with zipfile.ZipFile(bind("told.docx", look=look_of(tmp_path, "look"))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    assert any(name.startswith("word/media/") and name.endswith(".jpg") for name in parts)
    assert [name for name, data in parts.items() if b"KRAKATOA" in data] == []
    assert b"attachedTemplate" not in b"".join(parts.values())


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("kind", "target", "fault"),
    [
        (
            RELATIONSHIP_TYPE.IMAGE,
            "https://a.example/pixel.png",
            'leads out of the file, to "https',
        ),
        (RELATIONSHIP_TYPE.OLE_OBJECT, "https://a.example/o.xlsx", "leads out of the file"),
        (RELATIONSHIP_TYPE.HYPERLINK, "file:///C:/own.docx", 'to "file:///C:/own.docx"'),
        (RELATIONSHIP_TYPE.HYPERLINK, "https://a.example", ""),
        ("", ' INCLUDEPICTURE "https://a.example/p.png"', "has a field INCLUDEPICTURE"),
        ("", " PAGE ", ""),
        ("", ' HYPERLINK "https://a.example/link/"', ""),
    ],
)
def test_a_word_template_takes_nothing_in(
    kind: str, target: str, fault: str, tmp_path: Path, bind: Callable[..., Path]
) -> None:
    word = word_template(tmp_path / "look.docx")
    header = word.sections[0].header
    if kind:
        header.part.relate_to(target, kind, True)
    else:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), target)
        header.paragraphs[0]._p.append(field)
    word.save(str(tmp_path / "look.docx"))
    look = look_of(tmp_path, "look")
    if not fault:
        assert bind("fine.docx", look=look).is_file()
        return
    with pytest.raises(BookError, match=re.escape(fault)):
        bind("bad.docx", look=look)


def test_a_fault_in_a_word_template_is_told_by_its_name(
    tmp_path: Path, bind: Callable[..., Path]
) -> None:
    path = tmp_path / "bad.docx"
    path.write_bytes(b"no zip at all")
    with pytest.raises(BookError, match=r"book/_templates/bad\.docx B206 cannot be opened"):
        bind("bad-look.docx", look=CouncilTemplate(None, path))
    named = docx.Document()
    named.sections[0].header.paragraphs[0].text = "{counsil}"
    named.save(str(path))
    with pytest.raises(BookError, match=r'names \{counsil\}.*Did you mean "council"'):
        bind("bad-look.docx", look=CouncilTemplate(None, path))


def damaged(packed: bytes) -> bytes:
    """A Word file whose first part is spoilt where it is packed, but not in its list of parts."""
    begin = packed.index(b"[Content_Types].xml") + len("[Content_Types].xml")
    return packed[:begin] + b"\xff" * 40 + packed[begin + 40 :]


def locked(packed: bytes) -> bytes:
    """A Word file whose list of parts says, wrongly, that each has a password."""
    return re.sub(rb"(PK\x01\x02.{4}).", b"\\1\x01", packed, flags=re.DOTALL)


@pytest.mark.parametrize("spoil", [damaged, locked])
def test_a_word_template_that_cannot_be_unpacked_is_told(
    tmp_path: Path, bind: Callable[..., Path], spoil: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "spoilt.docx"
    docx.Document().save(str(path))
    packed = path.read_bytes()
    assert spoil(packed) != packed
    path.write_bytes(spoil(packed))
    with pytest.raises(BookError, match=r"spoilt\.docx B206 cannot be opened as a Word file"):
        bind("spoilt-look.docx", look=CouncilTemplate(None, path))


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        (b"<w:hdr ", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:hdr ', True),
        (b"<w:hdr ", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><w:hdr ', True),
        (b"Council", b"&lt;!DOCTYPE", False),
    ],
)
def test_a_word_template_declares_no_document_type(
    tmp_path: Path, bind: Callable[..., Path], before: bytes, after: bytes, is_refused: bool
) -> None:
    """The made paper could not be read again, and the build ended in a traceback."""
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Council"
    word.save(str(tmp_path / "plain.docx"))
    path = tmp_path / "declared.docx"
    with zipfile.ZipFile(tmp_path / "plain.docx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(before, after) if "header" in name else part)
    look = CouncilTemplate(None, path)
    if is_refused:
        with pytest.raises(BookError, match=r"declared\.docx B206 has a document type .*header"):
            bind("declared-look.docx", look=look)
    else:
        assert bind("declared-look.docx", look=look).is_file()
