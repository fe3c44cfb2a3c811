"""Papers: PDF through Typst, Word through pandoc."""
