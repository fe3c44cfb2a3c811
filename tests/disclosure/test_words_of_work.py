"""Numbers of the council's own work pass on a withheld measure's row; look-alikes stop."""

from __future__ import annotations

from quarterbook.storage.book import Book
from support.words import told_of

MUST_PASS = [
    "Ofsted rated 3 of our homes good.",
    "17 new foster homes were approved.",
    "The panel met three times.",
    "Attendance at panel was 3 out of 4 members.",
    "Team 3 leads the work.",
    "The service is rated 3 out of 5.",
    "Working with 3 neighbouring councils.",
    "Sickness is 5%.",
    "Turnover fell to 17%.",
    "Call 01305 221000.",
    "The service moved to Room 3 at County Hall.",
    "Two new workers, three volunteers.",
    "The 3 registered managers were trained.",
    "Ofsted visited from June 3.",
    "Three new family hubs opened.",
    "The programme has three strands.",
    "There are three reasons for this.",
    "Three things stand out.",
    "6% of calls were lost.",
    "33% of the budget is spent.",
    "The budget fell by 40%.",
    "Two youth clubs reopened and 3 directorates moved.",
    "Rated good in 3 domains.",
    "Discharge has 3 pathways.",
    "We planted 17 trees.",
    "Cadets meet on 3 evenings a week, for two and a half years now.",
    "Of the 12 actions in the plan 9 are done and 3 are under way.",
    "It takes 34 weeks on average against a national 17.",
    "In Q1-3, and Q1 to Q3, of those aged 10 to 15, for £3 m, at 3.00 pm.",
]
MUST_STOP = [
    "3 entered homes.",
    "3 changed schools.",
    "3 need new homes.",
    "3 left our homes.",
    "3 children's homes have one each, 3 in all.",
    "Of the 12 actions on children 3 are placed.",
    "Of the 51 children 3 are placed.",
    "In three and a half years 3 moved.",
    "Nationally this is rare: 3 here.",
    "Of the regional figure 3 are ours.",
    "3 family members moved.",
    "The children met three times.",
    "Three times this quarter one was placed.",
    "3 out of 4 children.",
    "3 out of 41 were placed.",
    "Rated poor: 3 out of 5 children.",
    "They scored 3 out of 5 of the boys.",
    "In Team 3 were placed.",
    "Team 3, other 0.",
    "Sickness kept 3 at home.",
    "5.9% of the children were off with sickness.",
    "Call on 01305: 3.",
    "All 3 reviews were on time.",
    "Q4 – 5, Q1 – 3.",
    "Section 47 – 3, Section 20 – 17.",
    "Band 1 – 3 children.",
    "By June 3 children were placed.",
    "A child aged 10 and 3 others came off.",
    "There were 3.00 children.",
    "5 → 3",
    "3 of 51 were placed.",
    "Three family homes were found.",
    "6% of them were lost.",
    "6% of children were at home.",
    "6% were on one.",
    "6% of calls were of pb.",
    "The number fell by 40%, and so did costs.",
    "It fell by 40%.",
]


def test_what_is_counted_of_work_and_not_of_people(cases: Book) -> None:
    notes = [("pb", words) for words in (*MUST_PASS, *MUST_STOP)]
    assert [words for _, words in told_of(cases, notes)] == MUST_STOP


def test_shares_that_figures_shown_say_themselves(cases: Book) -> None:
    """By hand: 31 of 51, both shown, are 61%, and about three in five; so was 3 of 5 before."""
    passes = ["61% live in their own area.", "Three in five live in their own area."]
    stops = ["Three in five of those on pb still are.", "60% of the cases of pb still are."]
    notes = [("t", words) for words in (*passes, *stops)] + [("pb", passes[1])]
    assert [words for _, words in told_of(cases, notes)] == [*stops, passes[1]]
