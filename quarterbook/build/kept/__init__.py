"""What a build as a whole keeps for the next: the record as judged, texts that passed, itself."""
