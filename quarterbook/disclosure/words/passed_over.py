"""Numbers in plain English that count nothing: dates, times, ages, money, places in documents."""

from __future__ import annotations

import re

from quarterbook.disclosure.words.people import ANYBODY

# "may" and "march" are months in capitals only: 3 may return.
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar|(?-i:March|MARCH|May|MAY)|apr(?:il)?|june?|july?"
    r"|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
"""A pattern of the months, in full or cut short."""

SMALL = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
ORDINAL = r"(?:st|nd|rd|th)\b"
_TO = r"\s*(?:to|and|or|until|till|-|–)\s*"
# From one place to another, as "Q1-3": "Q1 – 3" is a name and its figure.
_UP_TO = r"(?:\s*(?:to|and|or|until|till)\s*|[-–])"
_PLACE = rf"(?:{SMALL}(?:\.\d+)*(?:\(\w\))*|[IVX]+)"
_AMOUNT = r"\d[\d,]*(?:\.\d+)?"
_UNIT = (
    r"(?:hours?|days?|nights?|mornings?|afternoons?|evenings?|weekends?|weeks?|months?|years?"
    r"|minutes?|miles?|metres?|km|kg|tonnes?|pence|p|acres?"
    r"|hectares?|times|o'clock|am|pm|(?:percentage |per cent |full )?points?|bank holidays?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)"
)
# A full stop is of an hour only where words say so: 3.00 is a figure as a sheet writes it.
_HOUR = r"(?!0\.)(?:[01]?\d|2[0-4])"
_AT = r"(?:about|after|around|at|before|between|by|from|till|until)"
# What stands between a number and days: "3 came days later" is not of days.
_SORT = (
    r"(?:bank|busy|calendar|clear|closure|cold|collection|consecutive|dry|extra|financial|frosty?"
    r"|full|further|half|holiday|hot|long|market|open|opening|past|polling|previous|quiet|rainy"
    r"|school|short|sick|sickness|snow|snowy|strike|successive|training|weekend|wet|whole"
    r"|working)"
)
_OF_DOCUMENTS = (
    r"section|part|article|regulation|zone|band|class|table|chart|appendix|paragraph|item"
    r"|step|priority|objective|version|phase|stage"
)
_NAMED_WITHOUT_ARTICLE = (
    r"(?<!the )(?:clause|sub-?section|schedule|rule|annexe?|recommendation|page|chapter|option"
    r"|note|footnote|line|room|suite|standing order|condition|question"
    r"|(?-i:Minute|Form|Policy|Point))"
)
_SEVERAL = (
    r"(?:section|part|article|regulation|table|figure|chart|paragraph|item|step|version|phase"
    r"|stage|clause|rule|recommendation|page|chapter|option|note|line|condition|question)s"
)
_OF_A_TEAM = r"(?:covers|has|holds|is|leads|meets|runs|takes|was|will|works)"
NAMED_APART = (
    r"(?:area|board|centre|cohort|depot|district|group|home|hub|library|locality|lot|panel|project"
    r"|round|school|site|team|theme|unit|wave|ward|workstream)"
)
_RANK = rf"(?:\d+{ORDINAL}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
_OF_SO_MANY = rf"(?:\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?{SMALL}\b(?!\s+(?:\w+\s+)?{ANYBODY}))"
_SCORE = (
    r"(?:grade|mark|rating|score)s?(?:\s+for\s+[a-z]+)?\s+"
    r"(?:are|fell\s+to|is|of|remains?|rose\s+to|was|were)"
)
_OF_ROADS = r"(?:junction|platform|roundabout|runway|slip road|terminal)"
_NOT_OF_ITS_OWN = r"(?<!this )(?<!that )(?<!our )(?<!each )(?<!first )(?<!last )(?<!next )"

PASSED_OVER = re.compile(
    "|".join(
        (
            r"https?://\S+|\{\{\s*[A-Za-z_][\w.-]*\s*\}\}",
            r"\b(?:19|20)\d\d(?:[-/]\d{1,4})*(?:-(?:Q[1-4]|AY))?\b",
            rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?{_TO})?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{MONTH}\b"
            r"(?:\s+\d{4})?",
            rf"\b{MONTH}\s+(?:\d{{1,2}}(?:st|nd|rd|th)|\d{{4}}|\d{{1,2}},?\s+(?:19|20)\d\d)\b",
            rf"\b(?:on|by|from|until|till|before|after|since)\s+{MONTH}\s+\d{{1,2}}\b"
            rf"(?!\s+(?:\w+\s+)?{ANYBODY})",
            r"\b\d{1,2}([/.-])\d{1,2}\1(?:20)?\d\d\b",
            rf"\b(?:Q|(?<!the )(?<!this )(?<!last )quarter|(?-i:Quarter|Year)"
            rf"|(?<!the )(?<!this )(?<!last )year|key stage|KS|grade|level|tier"
            rf"|{_NOT_OF_ITS_OWN}(?:{_OF_DOCUMENTS}|{_NAMED_WITHOUT_ARTICLE}))[ -]?{_PLACE}(?!\w)"
            rf"(?:{_UP_TO}{_PLACE}(?!\w)(?!\s+(?:\w+\s+)?{ANYBODY}))?",
            rf"\b(?:(?:in|see|under)\s+figure|(?-i:Figure)) {_PLACE}(?!\w|\s+(?:is|was|were)\b)",
            rf"\b{_SEVERAL} {_PLACE}(?:,\s*{_PLACE})*{_TO}{_PLACE}(?!\w)",
            rf"\bage[sd]?\s+(?:of\s+|between\s+|from\s+|under\s+|over\s+|up\s+to\s+)?{SMALL}\b"
            rf"(?:{_TO}{SMALL}\b(?!\s+(?:aged|others?|more|further|{ANYBODY})\b))?",
            rf"\b(?:{ANYBODY}|those)\s+(?:under|over|below|above)\s+{SMALL}\b(?!\s+{ANYBODY})",
            r"\b(?:under|over)[ -]\d+s\b|\b(?:under|over)-\d+\b",
            rf"\b{SMALL}-?(?:{_TO}{SMALL})?[ -]years?[ -]olds?\b",
            rf"\b(?:opens?|opening|closes|closing|shuts|hours|call|ring|phone)\b(?: hours| times)?"
            rf"(?: is| are|:)?(?: from| between)? {SMALL}{_TO}{SMALL}\b(?!\s+{ANYBODY})",
            rf"\b(?:opens?|closes|shuts)(?: daily)? (?:at|until|till) {SMALL}\b(?!\s+{ANYBODY})",
            rf"\b{SMALL}-child (?:cap|limit|policy)\b",
            rf"\b{SMALL}-(?:bed(?:room)?|bay|course|door|lane|page|part|point|room|seat(?:er)?|stage"
            r"|star|step|storey|strand|tier|way|wheel)(?:ed)?\b",
            rf"\b(?:top|bottom) {SMALL}\b(?!\s+{ANYBODY})",
            r"\b24/7\b|(?<!\d)(?:0\d{2,4} \d{3,4} \d{3,4}|0\d{4} \d{5,6})\b",
            rf"(?-i:\b(?:Hub|Locality|Team)) {SMALL}(?=\s+{_OF_A_TEAM}\b)",
            rf"\b(?:rated(?: us| it)?|scored|scores|graded|{_SCORE}) {SMALL} out of"
            r" (?:[3-9]|10|100|three|four|five|six|seven|eight|nine|ten)\b"
            r"(?=\W*$|[.,;:!?)]|\s+(?:again|and|at|by|for|from|in|last|on|overall|this)\b)"
            rf"(?!\s+\w+\s+{ANYBODY})",
            rf"{_NOT_OF_ITS_OWN}(?<!the )(?<!at )\b{_OF_ROADS} \d+[A-Za-z]?\b"
            rf"(?!\s+(?:\w+\s+)?{ANYBODY})",
            rf"\b{_OF_ROADS}s \d+(?:,\s*\d+)*(?:{_TO}\d+)\b(?!\s+(?:\w+\s+)?{ANYBODY})",
            rf"\b(?:grade|judgement|rating)\s+(?:is|was|remains|of)\s+{SMALL}\b(?!\s+out\s+of\b)"
            rf"(?!\s+(?:\w+\s+)?{ANYBODY})",
            rf"\b(?:grades|marks|ratings|scores)\s+(?:(?:go|range|run)\s+)?from\s+{SMALL}{_TO}{SMALL}\b"
            rf"(?!\s+(?:\w+\s+)?{ANYBODY})",
            rf"\brank(?:s|ed)?\s+{_RANK}{_OF_SO_MANY}?",
            rf"\b{_RANK}{_OF_SO_MANY}(?=\s+(?:councils|authorities|in\s+(?:the\s+)?(?:region|country"
            r"|England|Wales)|nationally|regionally)\b)",
            rf"\bgroups?\s+of\s+(?:more\s+than\s+{SMALL}|{SMALL}\s+or\s+more)\b",
            rf"\b(?P<named>{NAMED_APART})\s+1(?:(?:,|,?\s+and)\s+(?P=named)\s+\d+)+\b"
            rf"(?!\s+(?:\w+\s+)?{ANYBODY})",
            rf"\b{NAMED_APART}s\s+1(?:(?:,\s*\d+)*\s+and|\s+to|[-–])\s*\d+\b(?!\s+(?:\w+\s+)?{ANYBODY})",
            r"[\"”’']\s*[(–—]\s*(?:[a-z]+\s+){0,2}"
            r"(?:adult|boy|carer|daughter|father|girl|leaver|man|mother|parent|person|pupil|resident|son"
            r"|student|teenager|tenant|woman|worker),\s+(?:aged\s+)?\d{1,2}(?=\)|\W*$)",
            r"\b\d{1,3}[A-Za-z]? (?-i:(?:[A-Z][a-z]+ ){1,3}"
            r"(?:Avenue|Close|Court|Crescent|Drive|Lane|Place|Road|Square|Street|Terrace|Way))\b",
            rf"[£$€]\s?{_AMOUNT}\s?(?:m|k|bn|million|thousand|billion)?\b",
            rf"\b{_AMOUNT}\s?(?:m|k|bn|million|billion)\b",
            rf"\b{SMALL}(?:[ -](?:to|and|or)[ -]{SMALL}| and a half)?[ -](?:{_SORT}[ -])?{_UNIT}\b",
            rf"\b{_AMOUNT}\s?{_UNIT}\b|\b{_HOUR}:[0-5]\d\s?(?:am|pm)?(?=[\s,;)]|\.(?!\d)|$)",
            rf"\b(?:{_AT}\s+{_HOUR}\.[0-5]\d|{_HOUR}\.[0-5]\d\s?(?:am|pm)\b"
            rf"|{_HOUR}\.[0-5]\d{_TO}{_HOUR}\.[0-5]\d)(?=\W|$)",
            rf"\b(?:last|past|previous|next|first|following|all|these|those|for|over|in) {SMALL}"
            r" quarters\b(?! of)",
            rf"\b{SMALL} (?:{_SORT} quarters\b|quarters (?=in a row|running|ago|later))",
            rf"\b[A-Za-z]+-?\d[\w-]*|\b\d+(?!{ORDINAL})[A-Za-z]\w*|\b\d+-[A-Za-z]\w*",
        )
    ),
    re.IGNORECASE,
)
