"""What the pages are made of. Not pages themselves: Streamlit lists `pages/*.py` only."""
