"""Text of one cell → value."""
