"""What a visitor sees: frame, controls, cards."""
