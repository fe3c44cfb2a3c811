"""What was recorded and what is asked for: params, tables, vintages, signatures."""
