"""Numbers → things to look at and take away."""
