"""Words that count what is withheld stop a build; words that look alike do not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from quarterbook.build.stages import build
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from support.cases_book import of_cases, read, write
from support.command import Command
from support.words import PARAMS, decision, late_rate, problems, say, told_of

TELLING = [
    ("pb", "There were 3 children."),
    ("pb", "There were three children, all known to us."),
    ("pb", "Only 3."),
    ("pb", "It fell to 3, and each has a plan."),
    ("pb", "3 of them were new."),
    ("pb", "It is three fewer than 6."),
    ("pb", "Fewer than 4 children came."),
    ("pb", "We met 3 youngsters."),
    ("t", "Of 51, 17 were pc and 3 pb."),
    ("t", "Seventeen were pc."),
    ("pc", "A third of the 51 were pc."),
    ("pc", "It rose by 2."),
    ("pc", "About 33% of the 51."),
    ("pb", "It happened three times."),
    ("pb", "Thrice in the quarter a child was placed."),
    ("pb", "Cases: III"),
    ("pb", "Children: x3"),
    ("pb", "3x in the quarter."),
    ("pb", "There were 0x3 children."),
    ("pb", "There were 3e0 children."),
    ("pb", "There were 0.003k children."),
    ("pb", "There were t h r e e children."),
    ("pb", "There were th-ree children."),
    ("pb", "The third and last child was placed in June."),
    ("pb", "One boy and two girls were placed."),
    ("pb", "The mother and her two daughters were placed."),
    ("pb", "A boy, a girl and a baby were placed."),
    ("pb", "One child a month."),
    ("pb", "One child per week for three weeks."),
    ("pb", "3 weeks saw a child each."),
    ("pb", "Each of the three homes took in one."),
    ("pb", "North 1, south 1, east 1."),
    ("pb", "One each in April, May and June."),
    ("pb", "3 Children moved to High Street."),
    ("pb", "A team of three children moved."),
    ("pb", "Three of the five children have a plan."),
    ("pb", "Red at 3."),
    ("t", "94% of the children were not in b."),
    ("t", "94.1% of the 51 had none."),
    ("t", "Cases of pc rose by 13%."),
    ("t", "51, of which 48 elsewhere."),
    ("pb", "For each child £100 was spent, £300 in all."),
    ("pb", "£300 was spent, £100 on each child."),
    ("pb", "It was cut by 40pc."),
    ("pb", "It is down 40 p.c."),
    ("t", "It was 58.8‰ of the 51."),
    ("t", "It was 58.8 per thousand."),
    ("pb", "Fewer by a couple."),
    ("pb", "Both men and the woman moved."),
    ("pb", "The boy and both of the girls are placed."),
    ("pb", "£50 a night each, £150 in all."),
    ("pb", "It cost £50 a night per child, £150 in all."),
    ("pb", "At £50 a night each for two nights it came to £300."),
    ("pb", "67% accepted help."),
    ("pb", "Two thirds accepted help."),
    ("pb", "33% now went home."),
]

HARMLESS = [
    ("pb", "The figure is too small to publish."),
    ("pb", "Fewer came than in 2024/25, when the service began on 3 March 2024."),
    ("pb", "See page of Q3 2024/25 and Year 3, for those aged 3 to 5 and under-18s."),
    ("pb", "We spent £3m over 3 years, in 3 weeks and at 3pm."),
    ("pb", "The target of 3 is not met."),
    ("pb", "It was 5 in Q4 2024/25."),
    ("pb", "Six new schools joined."),
    ("pb", "In 12% of the year no one came; one reason is the weather."),
    ("t", "It rose from 40 to 51, up 11."),
    ("a", "Of 51 children 31 were a."),
    ("a", "All but twenty were a."),
    ("litter-reports", "There were 3 events."),
    ("pb", "It is three times as high as elsewhere."),
    ("pb", "Reports of litter, each place and day counted once."),
    ("pb", "Places that were reported more than once, and at once."),
    ("pb", "We met three times a week, and twice that in summer."),
    ("pb", "It is 3x as high as elsewhere, in a 4x4."),
    ("pb", "The part-time team and the well-known rule stay, as do a, b and c."),
    ("pb", "It costs £0.003k."),
    ("pb", "The third and last round opened."),
    ("pb", "One home and two schools were opened."),
    ("a", "It meets the Guidelines 2.2, and the PDF meets PDF/UA-1."),
    ("pb", "The mother and the daughter have a plan."),
    ("pb", "One meeting a week."),
    ("pb", "Each of the two homes has a garden."),
    ("litter-reports", "North 1, south 1, east 1."),
    ("pb", "One each in April and May."),
    ("pb", "Children looked after, both sexes."),
    ("pb", "The team moved to 3 High Street, is there 24/7, and answers on 0800 003 003."),
    ("pb", "A team of three supports families, and a panel of three meets."),
    ("pb", "Three of the five actions are done, and 3 further milestones are met."),
    ("pb", "It is green from 30, amber at 35."),
    ("pb", "The team has 3 vacancies, and 17 social workers and 3 managers were trained."),
    ("pb", "Three of our four area teams have a manager."),
    ("pb", "The council works with two trusts and three charities."),
    ("pb", "Library visits rose to 9,321."),
    ("pb", "Two thirds of staff have completed the training."),
    ("pb", "It is in the top three in the region, and a pilot in three schools begins."),
    ("pb", "It misses a target of 18."),
    ("t", "94% of the visits were in the library."),
    ("pb", "Cases of litter rose by 13%."),
    ("pb", "£300 was spent, £100 on each round."),
    ("pb", "The pc was mended in 4 hours."),
    ("pb", "It rose by a couple of places."),
    ("litter-reports", "Three of our four area teams have a manager."),
    ("pb", "A single view of each child is being built."),
    ("pb", "The only child care centre reopened once the roof was mended."),
    ("pb", "Both men and women came, and both schools and the hall reopened."),
    ("pb", "£50 a night, £150 in all."),
    ("pb", "£50 a night each, £250 in all."),
    ("pb", "A ticket is £3 each, £9 for a family."),
    ("t", "67% accepted help."),
    ("pb", "80% accepted help."),
    ("pb", "67% reviewed by Ofsted."),
    ("pb", "67% of staff accepted the offer."),
]

AS_READ = [
    ("There were thr<b></b>ee children.", "There were thr<b></b>iving children."),
    ("There were th**r**ee children.", "There were **th**riving children."),
    ("There were th<!-- x -->ree children.", "There were children.<!-- 3 children -->"),
    ("There were [th](https://a.org)ree children.", "See [this](https://a.org/3) on children."),
    ("There were [th](https://a.org '3 children')em.", "See [th](https://a.org 'The site')em."),
    ("There were th`r`ee children.", "There were `few` children."),
    ("There were thr&shy;ee children.", "There were chil&shy;dren."),
    ("There were thr\u00adee children.", "There were chil\u00addren."),
    ("There were th\u200bree children.", "There were\u200b children."),
    ("There were th\u200d\u2060ree children.", "There were chil\u2060dren."),
    ("There were\u200b3 children.", "In CO\u20602 terms nothing changed."),
    ("There were &#x33; children.", "Nobody moved &#x2014; children stayed."),
    ("There were &#51; children.", "There were children &#38; carers."),
    ("There were ③ children.", "There were ② events for children."),
    ("There were ³ children.", "It rose to 9 µg per m³."),
    ("There were ₃ children.", "CO₃ is not measured."),
    ("There were 三 children.", "The plan is called 三."),
    ("There were ٣ children.", "It opened on ٣ March."),
    ("There were ３ children.", "It opened on ３ March."),
    ("There were ❸ children.", "There were children ❖."),
    ("There were 3children.", "At 3pm there was tea."),
    ("There were 3<sup>1</sup> children.", "It opened on 3<sup>rd</sup> March."),
    ("There were III children.", "See Section III children read."),
    ("There were Ⅲ children.", "See Part Ⅲ."),
    ("There were thre\u0435 children.", "There were тр\u0435е."),
    ("There were thr\u03b5\u03b5 children.", "The rate α is not used."),
    ("There were thre\u0301e children.", "There was a cafe\u0301 for children."),
    ("A 3rd child entered.", "The 3rd round opened."),
    ("A third child entered.", "The third quarter was quiet."),
    ("In the quarter 3 children came.", "In Quarter 3 few children came."),
    ("Both children moved.", "Both sites opened."),
    ("There were $3$ children.", "It cost $3 and then $4."),
    ("Both young children moved.", "Both helped children."),
    ("Both of the children moved.", "Both boys and girls came."),
    ("A pair of children moved.", "A pair of rounds opened."),
    ("A trio came.", "A trio of rounds opened."),
    ("There were triplets.", "Triplets Lane was closed."),
    ("A trio of children came.", "A jazz trio played."),
    ("Twins and other children of pb, twins of children.", "It is a twin-track approach."),
    ("A quartet of children came.", "A string quartet played."),
    ("A brace of children came.", "A brace was fitted."),
    ("A hat-trick of children came.", "It is a hat-trick of awards."),
    ("There were ½ dozen children.", "½ the rounds opened."),
]


def test_words_that_count_what_is_withheld_and_not_those_that_look_alike(cases: Book) -> None:
    told = told_of(cases, [*HARMLESS, *TELLING])
    assert list(told) == TELLING
    for message in told.values():
        assert not set("0123456789") & set(message.replace(PARAMS, ""))
        assert "three" not in message.lower()
        assert "…" in message


def test_words_are_read_as_a_reader_sees_them(cases: Book) -> None:
    notes = [("pb", words) for pair in AS_READ for words in pair]
    assert list(told_of(cases, notes)) == notes[::2]


def test_the_items_of_a_list_are_counted_together(cases: Book) -> None:
    for words, found in (
        ("- one girl\n- one boy\n- one baby", 1),
        ("* A girl.\n* A boy.\n* A baby.", 1),
        ("- one girl\n- one boy", 0),
        ("- one site\n- one hall\n- one park", 0),
        ("- one girl has a plan for it now\n- one boy\n- one baby", 0),
    ):
        say(cases, words)
        assert len(problems(cases)) == found


def test_commentary_is_read_and_its_line_is_said(cases: Book) -> None:
    say(cases, "There were 3 children.")
    [problem] = problems(cases)
    lines = read(cases.data / "commentary.csv")
    assert (problem.file, problem.line) == ("data/commentary.csv", len(lines) + 1)
    assert problem.code == "D404"


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("It was 7.3% this time.", True),
        ("It was about 7%.", True),
        ("Three of the 41 were late.", True),
        ("It was 12.2% in the quarter before.", False),
        ("The target of 3% stands, and 40% of councils miss it.", False),
    ],
)
def test_a_withheld_rate_is_not_told_either(tmp_path: Path, words: str, is_found: bool) -> None:
    """3 of 41 is 7.3%; 5 of 41, a quarter earlier, 12.2%."""
    book = late_rate(Book(tmp_path / "book"))
    say(book, words, "late")
    assert bool(problems(book)) == is_found


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("The rate was 13%.", True),
        ("The rate was 12%.", True),
        ("The rate was 12.5%.", True),
        ("The rate was 15% before.", False),
    ],
)
def test_a_withheld_half_is_told_by_what_pages_round_it_to(
    tmp_path: Path, words: str, is_found: bool
) -> None:
    """3 of 24 is 12.5%, 13% on a page and 12 by Python's round; before that, 13% and 14.5%."""
    rates: dict[str, list[int | str]] = {"late": ["13", "14.5", "12.5"]}
    book = of_cases(Book(tmp_path / "book"), rates, unit="%", decimals="0")
    rows = read(book.data / "observations.csv")
    for row, (part, of) in zip(rows[-3:], ((13, 100), (29, 200), (3, 24)), strict=True):
        row |= {"numerator": part, "denominator": of}
    write(book.data / "observations.csv", rows)
    say(book, words, "late")
    assert bool(problems(book)) == is_found


@pytest.mark.parametrize(
    ("words", "is_found"), [("There were 3 children.", True), ("There were about 5.", False)]
)
def test_a_rounded_count_is_not_told_as_it_is(tmp_path: Path, words: str, is_found: bool) -> None:
    book = of_cases(Book(tmp_path / "book"), {"c": [9, 3]}, unit="children", small_numbers="round")
    say(book, words, "c")
    assert bool(problems(book)) == is_found


def test_nothing_is_read_where_nothing_is_withheld(tmp_path: Path) -> None:
    figures: dict[str, list[int | str]] = {"t": [40, 51], "a": [20, 31], "pc": [15, 12]}
    book = of_cases(Book(tmp_path / "book"), {**figures, "pb": [5, 8]}, unit="children")
    say(book, "There were 3 children.")
    assert problems(book) == []


def test_actions_titles_and_decisions_are_read_and_notes_are_on_no_page(cases: Book) -> None:
    say(cases, "", action="Find homes for the 3 children.")
    measures = read(cases.data / "measures.csv")
    measures[-1]["definition"] = "Of the 3 placed."
    write(cases.data / "measures.csv", measures)
    rows = read(cases.data / "observations.csv")
    next(r for r in rows if r["measure"] == "t" and r["value"] == "51")["note"] = "17 were pc"
    write(cases.data / "observations.csv", rows)
    asked = decision("pb", "Report on the 3 children.", "d1")
    write(cases.data / "decisions.csv", [asked])
    assert sorted({problem.file for problem in problems(cases)}) == [
        "data/commentary.csv",
        "data/decisions.csv",
        "data/measures.csv",
    ]


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("measure", "column", "words", "is_found"),
    [
        ("pb", "owner", "Head of 3 children", True),
        ("pb", "service", "Team 3", False),
        ("pb", "source", "Records of 3 children", True),
        ("pb", "source", "Table 3 of 3 registers", False),
        ("litter-reports", "source", "Three children told us.", True),
        ("litter-reports", "definition", "In the quarter 3 children came.", True),
        ("litter-reports", "definition", "Both children and three adults report.", False),
    ],
)
def test_what_a_measure_says_of_itself_and_of_others(
    cases: Book, measure: str, column: str, words: str, is_found: bool
) -> None:
    measures = read(cases.data / "measures.csv")
    next(row for row in measures if row["id"] == measure)[column] = words
    write(cases.data / "measures.csv", measures)
    assert [problem.file for problem in problems(cases)] == ["data/measures.csv"] * is_found


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("Three children entered care.", True),
        ("In the quarter 3 children came into care.", True),
        ("A third child came into care.", True),
        ("In the quarter 3 sites opened, and six children came.", False),
    ],
)
def test_words_elsewhere_that_hit_a_withheld_count(cases: Book, words: str, is_found: bool) -> None:
    say(cases, words, "litter-reports")
    page = cases.pages / "method.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\n{words}\n", encoding="utf-8")
    files = [problem.file for problem in problems(cases)]
    assert files == ["book/method.md", "data/commentary.csv"] * is_found


def test_a_figure_shown_of_another_measure_is_no_hit(cases: Book) -> None:
    rows = read(cases.data / "observations.csv")
    own = [row for row in rows if row["measure"] == "litter-reports"]
    own[-1]["value"] = 17
    write(cases.data / "observations.csv", rows)
    say(cases, "17 children reported litter.", "litter-reports")
    assert problems(cases) == []
    say(cases, "3 children reported litter.", "litter-reports")
    assert len(problems(cases)) == 1


@pytest.mark.parametrize(
    ("title", "is_found"),
    [("Rehouse the 3 children of pb", True), ("Rehouse 3 teams", False), ("Open 3 homes", False)],
)
def test_milestones_are_read_where_they_count_the_unit(
    cases: Book, title: str, is_found: bool
) -> None:
    names = "id,title,outcome,owner,committee,due,forecast,completed_on,status,commentary"
    row = f"m1,{title},clean-streets,,,2026-01-01,,,on_track,,2025-07-01"
    path = cases.data / "milestones.csv"
    path.write_text(f"{names},recorded_on\n{row}\n", encoding="utf-8")
    assert bool(problems(cases)) == is_found


def test_params_and_pages_are_read(cases: Book) -> None:
    params = yaml.safe_load((cases.root / PARAMS).read_text(encoding="utf-8"))
    params["recommendations"] = ["Note the figures.", "Note the 3 children of Cases of pb."]
    (cases.root / PARAMS).write_text(yaml.safe_dump(params), encoding="utf-8")
    page = cases.pages / "method.md"
    text = page.read_text(encoding="utf-8")
    more = '\n\n## Cases of pb\n\nThey are all new.\n\n<span title="3 of them">More</span>\n'
    page.write_text(text + more, encoding="utf-8")
    found = problems(cases)
    assert [problem.file for problem in found] == ["book/method.md", PARAMS]
    assert all(problem.line for problem in found)
    assert found[0].line == len(text.splitlines()) + 7


def test_a_title_that_counts_is_not_repeated(cases: Book) -> None:
    path = cases.data / "measures.csv"
    path.write_text(path.read_text("utf-8").replace("Cases of pb", "The three of pb"), "utf-8")
    assert [problem.file for problem in problems(cases)] == ["data/measures.csv"]
    assert "three" not in problems(cases)[0].message


def test_check_and_build_stop_and_do_not_repeat_the_figure(cases: Book, command: Command) -> None:
    say(cases, "There were 3 children.")
    done = command("check", "--book", str(cases.root))
    assert done.status == 1
    assert "D404" in done.err + done.out
    assert "There were … children" in done.err + done.out
    with pytest.raises(BookError):
        build(cases, None, jobs=1)
