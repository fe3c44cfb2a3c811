"""Where notebooks and books are made: in this process, or on workers of a cluster."""
