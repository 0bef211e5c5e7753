"""What a visit asks: questions and link parameters."""
