"""Sentences that tell a withheld count, and sentences that look alike and count something else.

Of four measures of children 2, 3, 4 and 8 are withheld (8 as confidential); 41, 40, 43 and 45 the
quarter before are shown.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.storage.book import Book
from support.cases_book import of_cases, read, write
from support.words import told_of

MUST_STOP = {
    "px": [
        "There were $$3$$ children.",
        "There were {math}`\\mathrm{three}` children.",
        "There were 3ish children.",
        "There were three-ish children.",
        "There were ca.3 children.",
        "There were ⅲ children.",
        "There were one and one and one children.",
        "In April 1, in May 1 and in June 1 child came.",
        "There was one child each in Q4's North, South and East.",
        "We cared for three kids.",
        "There were children3.",
        "Two thirds are boys.",
        "A third is a girl.",
        "33% are girls.",
        "66.7% of the children are boys.",
        "One child each came from North, South and East.",
        "A child came in April, a child in May and a child in June.",
        "It is half of the six we expected.",
        "It trebled from one.",
        "38 of the 41 left.",
        "38 of 41 children left.",
        "Thirty-eight out of the forty-one went home.",
        "38 of them went home, out of 41.",
        "Of the 41, 38 left.",
        "Of 41 children, thirty-eight have a plan.",
        "Of the 41 children at risk, 38 live elsewhere.",
        "41 children came, 38 of them with no plan.",
        "30% of the 10 others came back.",
        "All but three left.",
        "All but three of the 41 went home.",
        "All except 3 stay put.",
        "Everyone bar three agreed.",
        "Nobody other than three agreed.",
        "One each in April, May and June.",
        "One each in April, in May and in June.",
        "One in April, one in May and one in June.",
        "One came in April, one in May and another in June.",
        "April: 1, May: 1, June: 1.",
        "Ward A 2, Ward B 1.",
        "Ward A: 2; Ward B: 1.",
        "Ward A had 2, Ward B 1.",
        "Two in the north and one in the south.",
        "2 (north), 1 (south).",
        "North (2) and south (1).",
        "2 in North Ward, 1 in South Ward.",
        "A quarter of the twelve.",
        "Half of the six came back.",
        "Half the six came back.",
        "A third of the nine moved.",
        "50% of the 6 came back.",
        "Two plus one.",
        "2 + 1 children.",
        "Four less one.",
        "There were 3, and 3 snow days.",
        "The number under 5 was 3.",
        "In this section 3 children came.",
        "The home opened: 3 children came.",
        "The unit closed at 3 children.",
        "3 last week.",
        "3 out of 4 children left.",
        "3 in 4 children's homes.",
        "3 may return soon.",
        "In May 3 children came.",
        "In June 3 came.",
        "It was 3 in the quarter; 3 came days later.",
        "In the first phase 3 children came.",
        "On the line 3 children asked.",
        "3 in 4 wards.",
        "3 in each quarter.",
        "We had 3 some weeks.",
        "In each of North, South and East there was one child.",
        "North, South and East had one child each.",
        "North, South and East each had one.",
        "£300 in all, £100 a child.",
        "It cost £300, at £100 a child.",
        "At £100 each it came to £300.",
        "We paid £1.2m, or £400k per child.",
        "It cost £310 or so, £100 a head.",
        "91% of 33 were adults, the rest children.",
        "Twin girls and a boy.",
        "A set of twins and one baby.",
        "A pair of brothers plus one other.",
        "A couple of boys and a girl.",
    ],
    "pv": [
        "A couple.",
        "There were a couple.",
        "A couple of children left.",
        "A couple went home.",
        "Just a couple this time.",
        "None but two left.",
        "No one but two agreed.",
        "Only a pair.",
        "Half of the four left.",
        "One boy, one girl.",
        "One in May, one in June.",
        "One in each of the two homes.",
        "Two.",
        "Neither is a girl.",
        "One of them is a boy, the other a girl.",
        "One child stayed; one boy left, the other came back.",
        "£200 in all, £100 a child.",
    ],
    "py": [
        "75% are girls.",
        "Half were boys.",
        "Half of the eight left.",
        "Half of 8 children left.",
        "One half of the eight.",
        "Two each in May and June.",
        "Two in May and two in June.",
        "Two a month in May and June.",
        "Ward A 1, Ward B 1, Ward C 2.",
        "A half dozen less two.",
        "The four children under 5 have a plan.",
        "There were four in the last 4 quarters.",
        "0.75 of them were girls.",
        "Two pairs of twins.",
    ],
    "pz": [
        "37 of the 45 left.",
        "All but eight left.",
        "A fifth of the 40.",
        "Twice four.",
        "Double the four.",
        "Three quarters of the 12, less one.",
        "Ward A 5, Ward B 3.",
    ],
}

MUST_PASS = {
    "px": [
        "The cost is $$c$$, by {math}`\\mathrm{law}`.",
        "Half are boys, 40% are girls.",
        "Two thirds of sites are open.",
        "A third of staff are trained.",
        "It is half of the six sites we run.",
        "It halved, and costs doubled.",
        "One and six sites opened.",
        "There were 3 snow days.",
        "We closed on three bank holidays and 3 strike days.",
        "3 working days are allowed.",
        "It is open 3 full days a week.",
        "Reports came 3 calendar months late.",
        "Three consecutive quarters were good.",
        "3 in 4 residents are content.",
        "Three in four people trust us.",
        "3 in every 10 residents came.",
        "On 3/4/2025 it opened.",
        "On 03.04.25 it opened.",
        "It opened on the 3rd of May.",
        "Between 3 and 4 May it was shut.",
        "Clause 3 applies.",
        "Clause 3.2 and clauses 3 to 5 apply.",
        "Sections 3 and 4 of the Act.",
        "See section 3(1) of the Act.",
        "See pages 3 and 4.",
        "See page 3.",
        "Schedule 3 applies.",
        "Recommendation 3 stands.",
        "Minute 3 refers.",
        "Rule 3 and Annex 3 apply.",
        "Children under 3 are counted elsewhere.",
        "Children under the age of 3 are counted elsewhere.",
        "Children aged between 3 and 5 are counted.",
        "Those aged under 3 are left out.",
        "3 and 4 year olds have a place.",
        "Three- and four-year-olds have a place.",
        "It opens from 9 to 3.",
        "It is open until 3.",
        "Open 10-3 on weekdays.",
        "Opening hours: 9 to 3.",
        "It closes at 3.",
        "Version 3 of the form.",
        "Option 3 was chosen.",
        "We have had it for 3 quarters in a row.",
        "Budget lines 3 to 5 pay for it.",
        "38 of the 40 sites are open.",
        "Of the 41 sites at risk, 38 opened.",
        "41 sites opened, 38 of those sites in towns.",
        "30% of the 10 other sites are open.",
        "Half of the six sites are open.",
        "Two sites in the north and one in the south.",
        "In each of North, South and East there was one site.",
        "North, South and East had one site each.",
        "£300 in all, £100 a site.",
        "It cost £300 a child and £100 a site.",
        "91% of 33 sites were open, the rest closed.",
        "Twin sites and a hall.",
        "A pair of sites plus one other.",
    ],
    "py": [
        "We met the target of 3 in each of the last 4 quarters.",
        "For the past four quarters it was so.",
        "Four quarters running.",
        "Two in three residents came.",
        "Call between 9 and 4.",
        "Children under 4 are not counted.",
        "Half of the eight sites are open.",
        "Two sites each in May and June.",
    ],
    "pv": [
        "A couple of sites opened.",
        "It opens on 2 May.",
        "We meet on the first two Mondays.",
        "There is one site in Mere, one site in Ford.",
        "One in two residents came.",
        "Neither the target nor the floor was met.",
        "Neither site opened.",
        "One of the sites opened, the other closed.",
        "It is our only home.",
        "0.5 of a post was filled.",
    ],
    "pz": [
        "It opens 8 to 6.",
        "Twice weekly.",
        "Two thirds of sites are open.",
        "Eight bank holidays.",
    ],
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Book:
    figures: dict[str, list[int | str]] = {"px": [41, 3], "pv": [40, 2], "py": [43, 4]}
    path = Path(tmp_path_factory.mktemp("small") / "book")
    book = of_cases(Book(path), figures | {"pz": [45, 8]}, unit="children")
    rows = read(book.data / "observations.csv")
    rows[-1]["marker"] = "c"
    write(book.data / "observations.csv", rows)
    return book


def test_words_that_tell_and_words_that_look_alike(small: Book) -> None:
    telling = [(id_, words) for id_, some in MUST_STOP.items() for words in some]
    harmless = [(id_, words) for id_, some in MUST_PASS.items() for words in some]
    assert min(len(telling), len(harmless)) >= 40
    told = set(told_of(small, [*telling, *harmless]))
    assert [note for note in telling if note not in told] == []
    assert [note for note in harmless if note in told] == []


def test_the_message_names_the_measure_and_masks_whole_numbers(small: Book) -> None:
    """48 beside it is one mark, as are the sum and the numbers that it is made of."""
    notes = [("px", "Of 48 from the south 38 of the 41 left."), ("", "We met 3 children.")]
    told = told_of(small, notes)
    assert 'the words "Of … from the south … left." count' in told[notes[0]]
    assert 'withheld of "Cases of px", or what it adds up with' in told[notes[0]]
    assert '"Cases of px"' in told[notes[1]]
