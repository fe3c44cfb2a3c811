"""What an attacker can know, and what to hold back so that he cannot: integer programmes."""
