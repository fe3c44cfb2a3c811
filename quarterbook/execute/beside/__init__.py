"""What lies beside notebooks and tables: what it says, and whether that may be known."""
