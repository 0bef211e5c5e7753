"""Read files: from bytes and text to rows, columns, pay, years, places and titles."""
