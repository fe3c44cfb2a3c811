"""The command ``quarterbook``: one verb per task."""
