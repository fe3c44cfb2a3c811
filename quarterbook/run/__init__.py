"""The fourth room: run the notebooks of a quarter."""
