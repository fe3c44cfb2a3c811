"""The public and the exempt side of a quarter, from what each consists of to its pages."""
