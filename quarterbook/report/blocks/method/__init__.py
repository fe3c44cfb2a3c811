"""How the measures are judged: the method page, a rule beside what is recorded, references."""
