"""The last room: let a quarter out."""
