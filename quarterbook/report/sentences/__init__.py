"""Sentences made from figures."""
