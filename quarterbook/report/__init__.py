"""Saying it: what notebooks and pages show of the judged record."""
