"""What does work pay? Bands of groups and how pay spreads."""
