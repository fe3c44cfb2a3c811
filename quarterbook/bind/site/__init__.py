"""The site: Jupyter Book in the look of the council."""
