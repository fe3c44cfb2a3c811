"""Figures by name, for pages and papers."""
