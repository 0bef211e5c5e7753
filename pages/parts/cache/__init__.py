"""The shared cache: surveys, tables, answers. A visitor's own file never enters it."""
