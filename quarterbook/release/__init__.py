"""Letting a quarter out: manifest, signatures, archive."""
