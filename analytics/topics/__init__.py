"""One folder per question: the numbers that answer it, the words for them, the charts."""
