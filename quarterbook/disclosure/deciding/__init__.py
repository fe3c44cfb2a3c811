"""Deciding what is withheld of a record, one publication after the other."""
