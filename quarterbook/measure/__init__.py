"""The second room: judge what was recorded. Pure functions, no files, no clock."""
