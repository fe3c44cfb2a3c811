"""Words in files that are no pages: beside pages, and in the looks of papers."""
