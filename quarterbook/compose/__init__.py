"""Putting pages and papers together from executed notebooks and figures by name."""
