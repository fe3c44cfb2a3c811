"""One template as the books of many councils."""
