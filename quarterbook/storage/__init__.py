"""Where a book keeps things, and how files are read with their lines and written whole."""
