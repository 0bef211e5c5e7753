"""How does pay spread? The share of rows in each step of pay."""
