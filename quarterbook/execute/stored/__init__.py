"""Notebooks as they are stored: read, checked, and what the quarter gives them."""
