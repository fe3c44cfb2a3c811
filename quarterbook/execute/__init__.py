"""Running a quarter's notebooks over a staged copy of the book."""
