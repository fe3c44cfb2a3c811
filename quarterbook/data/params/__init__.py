"""params/ as validated models."""
