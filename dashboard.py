"""The entry: `streamlit run dashboard.py`."""

from pages.parts.view import frame

frame.run()
