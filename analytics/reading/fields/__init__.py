"""Parse the text of one cell into a value."""
