"""Words in files: pages and notebooks, files beside them, and the looks of papers."""
