"""What a report is made of, as data: a quarter, a measure, a control chart. No words, no HTML."""
