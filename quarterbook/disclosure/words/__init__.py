"""Words that count what is withheld."""
