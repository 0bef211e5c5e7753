"""What would a role, a city and a level pay, where too few posts say exactly this? Estimates, marked as such."""
