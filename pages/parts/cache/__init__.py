"""What all visitors share: surveys, tables, answers; and what keeps a visitor's own file out of it."""
