"""The script that Streamlit runs for every visit and click."""

from pages.parts.view import frame

frame.run()
