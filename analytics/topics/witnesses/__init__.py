"""What other sources say about the same work, level and place: side by side, never pooled."""
