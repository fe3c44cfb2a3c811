"""data/ as checked tables."""
