"""The look of the site: templates and static files, and what they need worked out in Python."""
