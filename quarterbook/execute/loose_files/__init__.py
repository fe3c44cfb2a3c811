"""Files that are no pages, notebooks or tables: what they say, and which are staged with a book."""
