"""What is done to the site once Sphinx has written it: its search, and its charts."""
