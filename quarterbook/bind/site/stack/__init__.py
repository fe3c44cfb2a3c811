"""How Sphinx is run: by Jupyter Book 1, or alone at its newest where that is not installed."""
