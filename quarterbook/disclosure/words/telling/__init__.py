"""Which numbers in words tell a figure that is withheld."""
