"""What a chart that is signed draws: its places and its marks."""
