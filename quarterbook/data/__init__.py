"""The first room: read what was recorded."""
