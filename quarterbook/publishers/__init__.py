"""Files as their publishers release them, taken into the book."""
