"""Import tables of text as a survey with its audit."""
