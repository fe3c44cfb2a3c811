"""The look of the site: templates, static files, and what they need worked out in Python."""
