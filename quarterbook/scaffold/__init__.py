"""Starting a quarter."""
