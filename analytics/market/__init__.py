"""The market around a salary: official series, prices, minimum wages."""
