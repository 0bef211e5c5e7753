"""Numbers in, numbers out: surveys of pay, their salary bands, and what they can carry."""

__version__ = "0.1.0"
