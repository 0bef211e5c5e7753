"""The visible parts: frame, controls, cards."""
