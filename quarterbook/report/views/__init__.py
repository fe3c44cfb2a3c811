"""What the report knows, as data: a quarter and its measures."""
