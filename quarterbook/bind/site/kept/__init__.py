"""What Sphinx has read and written before, taken again page by page."""
