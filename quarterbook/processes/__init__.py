"""Processes that have imported what takes long, and the forks of them that do the work."""
