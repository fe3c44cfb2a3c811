"""A quarter in the browser while its pages are written."""
