"""How is the labour market? A few sentences, each the finding of another topic."""
