"""What tests share: books, a browser, the text of papers."""
