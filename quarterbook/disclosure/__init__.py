"""Statistical disclosure control: what may be shown of the record."""
