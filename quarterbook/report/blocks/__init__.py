"""What a cell of a notebook shows: headings, words, charts and tables together."""
