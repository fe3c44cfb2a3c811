"""What nobody declared but the figures show: one count twice, sums, rates, years that overlap."""
