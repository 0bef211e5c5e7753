"""Statistics: turn the rows of a survey into numbers."""
