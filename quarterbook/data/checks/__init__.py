"""What only the whole can tell: tables against one another, and params against tables."""
