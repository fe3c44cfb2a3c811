"""How a measure is judged. Pure functions: no files, no clock."""
