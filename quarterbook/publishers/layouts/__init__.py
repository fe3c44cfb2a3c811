"""One module for each layout of a publisher."""
