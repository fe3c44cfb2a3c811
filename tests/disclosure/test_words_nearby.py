"""Words on pages that name no measure, beside the one or the thing that it counts."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from quarterbook.storage.book import Book
from support.cases_book import read, write
from support.words import problems

TITLES = {
    "t": "Children at risk",
    "a": "Children in own area",
    "pc": "Children in care",
    "pb": "Children on a plan for a brain injury",
}
IDS = {id_: f"z{id_}" for id_ in TITLES}
PLAIN = "# Of the quarter\n\n"
HEADED = f"# {TITLES['pb']}\n\n## Of the quarter\n\n"
NAMED = f"# Of the quarter\n\nSee {TITLES['pb']}.\n\n## More\n\n"

# 17 of 51 are in care, after 15, and 3 on a plan, after 5.
TELLING = [
    "61% live in their own area and 33% are in care.",
    "51 children are at risk. 33% of them are in care.",
    "Those in care make up a third.",
    "One in three at risk is in care.",
    "94% have no plan.",
    "Of those at risk 5.9% are on a plan.",
    "Numbers on a plan fell by 40%.",
    "The plans are down by two fifths.",
    "Care numbers are 13% up.",
    "Care is up by two since spring.",
    "Every plan has its own social worker; there are three.",
    "Care: 17, plan: 3",
    "A plan was made for three.",
    "59 per 1,000 at risk have a plan.",
    "Of those at risk fifty-nine in every thousand have a plan.",
    "Plans: 5.9 for each hundred at risk.",
    "Plans are at 60% of last year's.",
    "On plans we stand at 60 per cent of the level of the quarter before.",
    "33% of those in need of help are in care.",
    "There are 14 fewer plans than children in care.",
    "Care and plans differ by 14.",
    "48 of those at risk have neither injury nor plan.",
    "Those on a plan are 18% of those in care.",
    "In their own area or on a plan are thirty-four.",
    "The gap between plans and children in care was 14.",
    "Three out of 51 are on a plan.",
    "At risk are 94% without any such plan.",
    f"```{{figure}} x.png\n:alt: {TITLES['pb']}\n\n3\n```",
    f"```{{eval-rst}}\n.. figure:: x.png\n   :alt: {TITLES['pb']}\n\n   3 of them\n```",
    f":::{{admonition}} {TITLES['pb']}\nWords.\n\nThree of them are new.\n:::",
]
TELLING_WHERE_NAMED = [
    "There were three.",
    "The numbers fell by 40%.",
    "They are a third.",
    "48 have none.",
    "Now at 60% of last year's.",
    "33 per cent of the total.",
    "It was 59 per 1,000.",
    "94% had none.",
    "Only 6% of the total.",
    "The rest were 48.",
    "All together 34.",
]
HARMLESS = [
    "61% live in their own area, and most others are in care.",
    "51 children are at risk. 61% of them live in their own area.",
    "Those at risk make up a fifth of all.",
    "85% of staff have completed the safeguarding training.",
    "Agency spend on care fell by 40% on the same quarter last year.",
    "Council tax rose by 4.99%, of which 2% is the adult social care precept.",
    "Care numbers rose by more than 5%.",
    "Spending on care is £3.2m, 13% over budget.",
    "A third of the budget is for placements in care.",
    "Half of our foster carers have been with us for ten years.",
    "The plan has three priorities: care closer to home, early help and prevention.",
    "The plan runs for three years and is reviewed every six months.",
    "See section 3 of the care plan and the Children Act 1989, section 17.",
    "The plan was approved with 17 votes for and 3 against.",
    "33% of the council's fleet is electric.",
    "Recycling stood at 33.3%, a fall of 5.9 points.",
    "Turnout at the election was 33%.",
    "The area has 3 hospitals, 17 GP practices and 51 schools.",
    "Our 17 libraries open 5 days a week.",
    "Energy use in council buildings was down 40%.",
    "94% of bins were emptied on their day.",
    "60% of calls were answered within a minute.",
    "Missed bins were 59 per 1,000 collections.",
    "The library lent 33 of every 100 books to schools.",
    "Two thirds of our homes are rated good.",
    "14 flats were let, 20 sold and 48 built.",
    "Of 51 potholes 48 were filled within a week.",
    "Complaints were at 60% of the level of 2019.",
    "The plan for roads has 48 schemes, of which 9 are done.",
    "Six in ten residents are content with the area.",
    f"```{{figure}} x.png\n:alt: {TITLES['pb']}\n\n5 in Q4\n```",
]


@pytest.fixture
def titled(cases: Book) -> Book:
    """The measures have titles of several words, and ids that are no word of a page."""
    for name, column in (("measures", "id"), ("observations", "measure"), ("targets", "measure")):
        path = cases.data / f"{name}.csv"
        rows = read(path)
        for row in rows:
            if row[column] in TITLES and name == "measures":
                row["title"] = TITLES[row[column]]
            row |= {key: IDS.get(row[key], row[key]) for key in (column, "part_of") if key in row}
        write(path, rows)
    return cases


def stopped(book: Book, before: str, paragraphs: Iterable[str]) -> list[str]:
    """The paragraphs that stop a build, all of them on one page."""
    page = book.root / "book" / "method.md"
    lines: dict[int, str] = {}
    text = before
    for words in paragraphs:
        begin = text.count("\n") + 1
        text += f"{words}\n\n"
        lines |= dict.fromkeys(range(begin, text.count("\n")), words)
    page.write_text(text, "utf-8")
    return [*dict.fromkeys(lines[problem.line or 0] for problem in problems(book))]


@pytest.mark.parametrize("before", [PLAIN, NAMED])
def test_words_that_name_what_is_counted(titled: Book, before: str) -> None:
    assert stopped(titled, before, [*HARMLESS, *TELLING]) == TELLING


def test_all_below_a_heading_is_about_what_it_names(titled: Book) -> None:
    assert stopped(titled, HEADED, TELLING) == TELLING
    assert stopped(titled, HEADED.replace(TITLES["pb"], "Days"), ["There were three."]) == []


@pytest.mark.parametrize(("before", "is_near"), [(PLAIN, False), (NAMED, True)])
def test_words_that_name_nothing_on_a_page_that_does(
    titled: Book, before: str, *, is_near: bool
) -> None:
    assert stopped(titled, before, TELLING_WHERE_NAMED) == TELLING_WHERE_NAMED * is_near
