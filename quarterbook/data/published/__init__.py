"""Benchmark files as their publishers release them: one module for each layout."""
