"""What committee papers are made of: exceptions, ages, panel, performance, decisions."""
