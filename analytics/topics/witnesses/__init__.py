"""What other sources say of the same work, level and place: side by side, never added up."""
