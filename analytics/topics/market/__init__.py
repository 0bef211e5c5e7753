"""What is happening around pay: official series, prices, minimum wages, hiring."""
