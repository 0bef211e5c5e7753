"""Tables of text → a survey and its audit."""
