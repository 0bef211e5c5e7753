"""The entry: `streamlit run dashboard.py`."""

from pages.parts import frame

frame.run()
