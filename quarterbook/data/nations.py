"""The nations, and what they make together, by the Office for National Statistics' codes."""

ENGLAND, NORTHERN_IRELAND, SCOTLAND, WALES = "E92000001", "N92000002", "S92000003", "W92000004"
ENGLAND_AND_WALES, GREAT_BRITAIN, UNITED_KINGDOM = "K04000001", "K03000001", "K02000001"

# By the letter that the codes of a nation's councils begin with.
NATIONS = {"E": ENGLAND, "N": NORTHERN_IRELAND, "S": SCOTLAND, "W": WALES}
