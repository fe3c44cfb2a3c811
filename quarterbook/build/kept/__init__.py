"""What builds keep for the next of what they work out themselves: the record as judged, words."""
