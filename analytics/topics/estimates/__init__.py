"""What would a role, a city and a level pay if too few posts match exactly? Estimates, marked as such."""
