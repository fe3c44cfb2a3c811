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
    "In Q1-3, and Q1 to Q3, of those aged 10 to 15, for £3 m, at 3.00 pm.",
]
MUST_STOP = [
    "3 entered homes.",
    "3 changed schools.",
    "3 need new homes.",
    "3 left our homes.",
    "3 children's homes have one each, 3 in all.",
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
]


def test_what_is_counted_of_work_and_not_of_people(cases: Book) -> None:
    notes = [("pb", words) for words in (*MUST_PASS, *MUST_STOP)]
    assert [words for _, words in told_of(cases, notes)] == MUST_STOP
