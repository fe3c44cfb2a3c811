"""A build: its stages, its sides, and its place on the disk."""
