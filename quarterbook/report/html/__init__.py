"""Pieces of HTML: tables, marks, icons, blocks."""
