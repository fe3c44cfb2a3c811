"""Successes, concerns and notes of a paper, and what changed."""

from __future__ import annotations

import re

from quarterbook import Report
from quarterbook.compose.paper_pages import substitute
from quarterbook.data.params.editions import Edition
from quarterbook.report.substitutions.papers import paper_names
from quarterbook.storage.book import Book
from support.books import ROOT
from support.paper_parts import BINS, LITTER, add, cells, says


def test_highlights_name_measures_and_milestones_with_what_is_said_of_them(small: Book) -> None:
    add(
        small,
        "commentary",
        "missed-bins,2021-22-Q2,Two **rounds** <b>failed</b>.,,concern,,,,2021-10-20",
    )
    said = says(small)
    assert said("success") == ('- **<a href="#milestone-depot">New depot</a>**: The roof is on.')
    # the commentary of the small book makes homes a concern; the strategy's mark is of Q1
    assert said("concern") == (
        "- **[Missed \\<bins\\> \\& \\*boxes\\*](#missed-bins)**: "
        "Two <strong>rounds</strong> failed.\n"
        "- **[New homes delivered](#homes-delivered)**: "
        "Two large sites started late."
    )
    assert said("note") == "Nothing else was singled out this quarter."


def test_the_summary_page_lists_milestones_too(small: Book) -> None:
    text = Report(book=small.root).highlights().markdown
    assert "- New depot: On track. The roof is on." in text
    assert "Waste strategy" not in text


def test_marks_of_markdown_are_taken_out_of_what_the_summary_quotes(small: Book) -> None:
    """Stars that are no marks stay, and so do those of a title."""
    path = small.data / "milestones.csv"
    marked = "The **roof** is [on](https://x.example), 3 * 4 m."
    path.write_text(path.read_text("utf-8").replace("The roof is on.", f'"{marked}"'), "utf-8")
    made = Report(book=small.root).highlights()
    assert "- New depot: On track. The roof is on, 3 \\* 4 m." in made.markdown
    assert "New depot: On track. The roof is on, 3 * 4 m." in made.html


def test_a_milestone_without_words_is_a_label_and_its_state(small: Book) -> None:
    path = small.data / "milestones.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("The roof is on.", ""), "utf-8")
    assert "- New depot: On track.\n" in Report(book=small.root).highlights().markdown + "\n"
    assert says(small)("success") == '- **<a href="#milestone-depot">New depot</a>**: on track.'


def test_a_highlight_without_a_figure_says_what_its_owner_says(small: Book) -> None:
    """Where nobody says anything, that there is no figure."""
    path = small.data / "observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in lines if "homes-delivered" not in row), "utf-8")
    text = Report(book=small.root).highlights().markdown
    assert "[New homes delivered](#homes-delivered): Two large sites started late." in text
    assert "no figure yet" not in text
    path = small.data / "commentary.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Two large sites started late.", ""), "utf-8"
    )
    text = Report(book=small.root).highlights().markdown
    assert "[New homes delivered](#homes-delivered): no figure yet." in text


def test_a_figure_that_stands_alone_has_its_owners_words_beside_it() -> None:
    """Of 50.6% alone nobody can tell why it is a success; a figure that rose says it itself."""
    text = Report(book=ROOT / "examples" / "somerset").highlights().markdown
    assert "stood at 50.6% in 2017/18. Somerset was and remains above its target" in text
    risen = Report(book=ROOT)["adaptations-time"].view
    assert risen.highlight == "success"
    assert risen.commentary
    assert risen.commentary not in Report(book=ROOT).highlights().markdown


def test_an_area_names_its_milestones_and_what_is_in_development() -> None:
    """Economy and place has no figures at all; children have four measures and six milestones."""
    book = ROOT / "examples" / "somerset"
    strips = Report(book=book).areas().html
    assert '<p class="qb-strip">Two milestones; two measures in development</p>' in strips
    assert "No measures" not in strips
    economy, children = (
        Report(outcome=area, book=book).overview().markdown
        for area in ("economy-and-place", "children")
    )
    link = '<a href="#milestone-devon-and-somerset" class="qb-name">Connecting Devon and Somerset, '
    assert f"{link}phase 2 (part 2)</a> (at risk)." in economy
    assert "Measures in development: Residual household waste sent to landfill; " in economy
    assert "West Somerset Opportunity Area action plan</a> (on track)." in children
    assert "in development" not in children


def test_nothing_is_compared_across_a_break_in_series(small: Book) -> None:
    """Neither with the figure before the break nor, later, with those before it."""
    path = small.data / "observations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("homes-delivered,2020-21,1204,,,,", "homes-delivered,2020-21,1204,,,b,"),
        "utf-8",
    )
    homes = Report(book=small.root)["homes-delivered"].finding
    assert "New homes delivered stood at 1,204 [b] in 2020/21" in homes
    assert homes.endswith("; earlier figures cannot be compared with it")
    add(
        small,
        "observations",
        """\
        missed-bins,2021-07,70,,,,2021-09-03,
        missed-bins,2021-06,90,,,,2021-09-03,
        """,
    )
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "missed-bins,2021-08,61,,,,", "missed-bins,2021-08,61,,,b,"
        ),
        "utf-8",
    )
    bins = Report(book=small.root)["missed-bins"].finding
    assert "fell from 61 in August 2021 to 58 per 100,000 collections in September 2021" in bins
    assert "earlier figures" not in bins


def test_counts(small: Book) -> None:
    assert says(small)("counts") == (
        "Of three measures, one is green, one amber and one red.\n\n"
        "All three measures have a target, and one of these meets it.\n\n"
        f"One measure is red: {LITTER}.\n\n"
        "Since the report for Q1 2021/22 these have changed colour:\n\n"
        f"- Now red, not rated before: {LITTER}.\n"
        f"- Now green, not rated before: {BINS}.\n\n"
        "Two measures and one milestone have been updated for Q2 2021/22. The directions of travel "
        "of the measures, whatever their rating, are these:\n\n"
        f"- One measure shows an improvement in performance: {BINS}.\n"
        f"- One measure shows a decline in performance: {LITTER}.\n\n"
        "The milestone updated, New depot, is on track."
    )


def test_measures_in_development(small: Book) -> None:
    assert says(small)("in_development") == "- Tree cover: Land under trees."
    cabinet = Edition(name="x", committee="cabinet")
    assert says(small, cabinet)("in_development") == "No measure is in development."


# What is new.


def test_the_performance_appendix_shows_what_is_new_by_area(small: Book) -> None:
    text = says(small)("performance")
    assert text.startswith(
        "What is new in Q2 2021/22 is shown by outcome area: two measures and one milestone. One "
        "measure is shown without a new figure, being red or amber. One milestone is shown without "
        "a new state, being off track or at risk. Whatever else has no new figure is left out."
    )
    assert re.findall(r"^#.*", text, re.MULTILINE) == [
        "## A clean environment",
        "### Waste and recycling",
        "### Streets",
        "### Milestones: A clean environment",
        "## A home for everyone",
        "### New homes",
    ]
    assert "- Higher is better unless a measure says otherwise" in text
    rows = cells(text)
    # what was recorded before is last year's, and stands there alone
    assert rows[1] == [
        "Litter lower is better", "Sep 2021", "120", "50", "◆ Red",
        "↘ Declined on September 2020", "90",
    ]  # fmt: skip
    assert rows[2][0] == "Waste strategy"  # due first
    assert rows[3][:3] == ["New depot", "31 March 2022", "31 March 2022"]
    # amber by last year's 1,204, after 1,310 the year before
    assert rows[4][:2] == ["New homes delivered", "2020/21 not new"]
    for name in ("missed-bins", "litter", "milestone-depot", "milestone-strategy"):
        assert f'<span id="in-table-{name}"></span>' in text
    add(small, "targets", "homes-delivered,2020-21,1200,1150,,,2021-08-01")  # green by it
    assert says(small)("performance").endswith(
        "No measure of this area has a new figure in Q2 2021/22."
    )


def test_that_no_measure_is_rated_is_said_once_and_has_no_column(small: Book) -> None:
    """Somerset rates none of its six; with one red measure every table has the column."""
    somerset = says(ROOT / "examples" / "somerset", Edition(name="x", committee="cabinet"))
    text = somerset("performance")
    assert "six measures and eight milestones. None of the six measures is rated.\n" in text
    assert "Not rated" not in text
    assert ">RAG<" not in text
    assert says(small)("performance").count(">RAG<") == 3


def test_the_milestones_of_the_book_can_be_linked_to(small: Book) -> None:
    text = Report(book=small.root).milestone_table().markdown
    assert '<span id="milestone-depot"></span>New depot' in text


# What changed, and what is no success.


def test_what_changed_colour_is_named_and_in_the_first_quarter_nothing_is_new(small: Book) -> None:
    add(small, "targets", "missed-bins,2021-09,10,11,,,2021-04-01")
    add(small, "targets", "missed-bins,2021-06,999,,,,2021-04-01")
    add(small, "observations", "missed-bins,2021-06,90,,,,2021-07-03,")
    text = says(small)("changes")
    assert text.startswith("Since the report for Q1 2021/22 these")
    assert f"- From green to red: {BINS}." in text
    (small.params / "2021-22-q1.yml").unlink()
    first = says(small)("counts")
    assert "Three measures and two milestones are reported here for the first time." in first
    assert "updated" not in first
    assert "colour" not in first


def test_a_red_measure_is_a_success_only_in_its_owners_words(small: Book) -> None:
    add(small, "commentary", "litter,2021-22-Q2,,Sweep.,success,,,,2021-10-20")
    assert "Litter" not in says(small)("success")
    assert "Litter" not in Report(book=small.root).highlights().markdown
    add(small, "commentary", "litter,2021-22-Q2,Fewer fines.,,success,,,,2021-10-21")
    assert "**[Litter](#litter)**: Fewer fines." in says(small)("success")
    assert "- [Litter](#litter): Fewer fines." in Report(book=small.root).highlights().markdown


def test_a_success_that_is_not_compared_says_why_beside_it(small: Book) -> None:
    """The table has "Not compared"; what is compared has nothing beside it, nor has a concern."""
    add(small, "commentary", "missed-bins,2021-22-Q2,Fewer missed.,,success,,,,2021-10-20")
    why = "No direction of travel is given (break in series)."
    assert why not in says(small)("success") + Report(book=small.root).highlights().markdown
    path = small.data / "observations.csv"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("missed-bins,2021-09,58,,,,", "missed-bins,2021-09,58,,,b,"), "utf-8"
    )
    assert f"(#missed-bins)**: Fewer missed. {why}" in says(small)("success")
    assert why in Report(book=small.root).highlights().markdown
    add(small, "commentary", "missed-bins,2021-22-Q2,,,success,,,,2021-10-21")
    assert why in says(small)("success")
    add(small, "commentary", "missed-bins,2021-22-Q2,,,concern,,,,2021-10-22")
    assert "No direction" not in says(small)("concern")


def test_the_summary_names_reds_and_ambers_where_its_tiles_lead(small: Book) -> None:
    text = Report(book=small.root).headline().markdown
    assert '<a href="#red-measures" class="qb-name">Red</a>' in text
    assert '<span id="red-measures"></span>One measure is red: [Litter](#litter).' in text
    assert '<a href="#amber-measures" class="qb-name">Amber</a>' in text
    assert '<span id="amber-measures"></span>One measure is amber: ' in text
    assert '<a href="#green-measures" class="qb-name">Green</a>' in text
    assert '<span id="green-measures"></span>Two measures are green: ' in text
    add(small, "observations", "recycling-rate,2021-22-Q2,,,,c,2021-10-21,")
    text = Report(book=small.root).headline().markdown
    assert '<a href="#not-rated-measures" class="qb-name">Not rated</a>' in text
    unrated = "One measure is not rated (withheld): [Household waste recycled](#recycling-rate)."
    assert f'<span id="not-rated-measures"></span>{unrated}' in text


def test_an_action_has_its_owner_and_day(small: Book) -> None:
    path = small.data / "commentary.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{lines[0]},action_by", *(f"{line}," for line in lines[1:])]) + "\n", "utf-8"
    )
    add(small, "commentary", "litter,2021-22-Q2,,Sweep.,,,,,2021-10-20,2022-01-31")
    rows = {row[0]: row[-1] for row in cells(says(small)("actions"))}
    assert rows["Litter"] == (
        "Sweep. Head of Waste, by 31 January 2022 Scrutiny & Review asked on 1 June 2021 (A-1): "
        "Say where litter lies. ⚑ Overdue, due Q1 2021/22."
    )
    assert rows["New homes delivered"] == (
        "Meet both builders in November. Head of Housing, recorded 22 October 2021"
    )
    path.write_text(lines[0] + "\n", "utf-8")
    rows = {row[0]: row[-1] for row in cells(says(small)("actions"))}
    assert rows["New homes delivered"] == "No action recorded Owner: Head of Housing"
    assert "No action recorded" in Report(book=small.root)["homes-delivered"].section().markdown


def test_nothing_is_compared_across_a_change_of_definition(small: Book) -> None:
    """Nor is it across a break: what is counted anew fell or rose from nothing."""
    path = small.data / "measures.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    anew = [f"{row},{'2020-21' if row.startswith('homes-delivered') else ''}" for row in rows]
    path.write_text("\n".join([f"{head},definition_from", *anew, ""]), "utf-8")
    homes = Report(book=small.root)["homes-delivered"].finding
    assert "New homes delivered stood at 1,204 [b] in 2020/21" in homes
    assert homes.endswith("; earlier figures cannot be compared with it")


def test_what_a_revised_figure_was_is_said_with_its_measure(small: Book) -> None:
    """And of one that was not revised nothing is."""
    rows = """\
        missed-bins,2021-06,90,,,,2021-07-03,
        missed-bins,2021-06,95,,,,2021-09-03,
        missed-bins,2021-05,80,,,,2021-07-03,
        """
    add(small, "observations", rows)
    report = Report(book=small.root)
    assert "Before revision: 90 in June 2021." in report["missed-bins"].notes().markdown
    assert "revision" not in report["litter"].notes().markdown


PAGE = "# Paper\n\n## Highlights\n\n{{ paper.success }}\n{{ paper.concern }}\n"


def filled(book: Book, text: str) -> str:
    (book.pages / "papers" / "own.md").write_text(text, encoding="utf-8")
    names = paper_names(
        Report(book=book.root).view,
        Edition(name="x", committee="scrutiny"),
        sign_offs=(),
    )
    return substitute(book, "book/papers/own", names)[0]


def test_successes_and_concerns_one_after_the_other_are_two_lists(small: Book) -> None:
    """Each says what it is; under a heading of its own none needs to."""
    text = filled(small, PAGE)
    success, concern = text.index("Areas of success:\n\n- "), text.index("Areas of concern:\n\n- ")
    assert success < text.index("New depot") < concern < text.index("New homes delivered")
    apart = filled(small, PAGE.replace("{{ paper.concern", "\n## Concerns\n\n{{ paper.concern"))
    assert "Areas of" not in apart


def test_a_success_is_not_denied_by_a_chart_whose_limits_are_to_be_recalculated() -> None:
    """Fly-tipping fell from 175 to 146; 17 of its 45 figures lie outside the limits."""
    said = says(ROOT)("success")
    assert "widely covered in the local press." in said
    assert "control chart" not in said


def test_the_measures_that_would_be_red_at_the_year_end_are_named_where_action_is_endorsed() -> (
    None
):
    """Q3 and one quarter or three months more: 86.7 + 2.1, 186 + 3 x 2, 21.5 + 3 x 0.8."""
    said = says(ROOT, Edition(name="x", committee="cabinet"))("actions")
    *_, ahead, late = said.split("\n\n")
    assert "Milestones that are off track or at risk" in late
    assert ahead.startswith("At the year end four measures would be red, if their outlooks come ")
    for named in (
        "(192 for March 2022, between 186 and 199; target 140)",
        "(88.8 per 10,000 children for Q4 2021/22, between 87.5 and 90.1; target 72.0)",
        "(23.9 people a day for March 2022, between 20.8 and 27.0; target 12.0)",
        "(95.3% for March 2022, or down to 95.1%; target 98.3%)",
    ):
        assert named in ahead
    (minor,) = [row[-1] for row in cells(said) if row[0].startswith("Minor planning")]
    assert minor.endswith(
        "asked on 8 December 2021 (PMSC-2021-11): Report each month how many minor applications "
        "are waiting, and how many of them for more than sixteen weeks. ◔ Open, due Q4 2021/22."
    )


def test_a_direction_recorded_without_a_figure_is_counted_apart() -> None:
    """Somerset's paper says that three measures improved and gives one of them a figure."""
    said = says(ROOT / "examples" / "somerset", Edition(name="x", committee="cabinet"))("counts")
    assert re.findall(r"^- (\w+ (?:more )?measures?\b.*?(?:performance|improved))", said, re.M) == [
        "One measure shows an improvement in performance",
        "One measure shows a decline in performance",
        "Two more measures, of which no figure is given, are recorded as improved",
    ]
    assert "- Of one measure neither a figure nor a direction of travel is recorded: " in said
