"""Pages that fail while all others are bound, and how they are found."""
