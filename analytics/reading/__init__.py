"""Text → rows: files, columns, pay, years, places and titles."""
