"""What was made before is used again where everything that it was made of is as it was."""
