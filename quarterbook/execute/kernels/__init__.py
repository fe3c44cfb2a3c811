"""A kernel: what it has imported, how it is started, and one notebook run in it."""
