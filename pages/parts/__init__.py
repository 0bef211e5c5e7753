"""Building blocks of the pages. Not pages themselves: Streamlit lists only `pages/*.py`."""
