"""The Word document: its front, styles, sections, numbers, and the same bytes every time."""
