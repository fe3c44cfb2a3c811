"""Figures behind names with a dash, dates without a year, hours and ages: read, or passed over."""

from __future__ import annotations

from quarterbook.storage.book import Book
from support.words import told_of

TELLING = [
    "Children: Q4 – 5, Q1 – 3.",
    "Q1 - 3",
    "Section 47 – 3, Section 20 – 5.",
    "Band 1 – 3 children.",
    "Part 2 and 3 children more.",
    "By June 3 children were on a plan.",
    "Since May 3 young children have been on a plan.",
    "A child aged 10 and 3 others came off.",
    "One aged 14 and three aged 15 are on a plan.",
    "There were 3.00 children on a plan.",
    "Plans: 3.00 (5.00 in Q4).",
    "The rate was 0.059 per child at risk of 51.",
    "A proportion of 0.0588 were on a plan.",
    "▼40%",
    "↓ 40% since Q4",
    "One male, two females.",
    "Two below Q4 is the 3 of now.",
    "{{ 3 children were on a plan }}",
]

HARMLESS = [
    "Ofsted visited from June 3.",
    "See Q1-3, Q1 to Q3 and Sections 3 to 5.",
    "For those aged 10 to 15, and 3 to 5 years old.",
    "We spent £3 m and 3m.",
    "The doors open at 3.00 pm, from 9.30 to 11.00 and 10.15-11.45.",
    "The count closed at 3.00 on the day.",
    "On June 3 the inspector wrote to us.",
    "The service moved to Room 3 at County Hall.",
    "▼12%",
    "{{ pb.previous }}",
]


def test_figures_that_look_like_dates_hours_and_places(cases: Book) -> None:
    told = told_of(cases, [("pb", words) for words in [*HARMLESS, *TELLING]])
    assert [words for _, words in told] == TELLING
