"""What an unknown file is: its layout, what it holds, and a draft of what the book needs for it."""
