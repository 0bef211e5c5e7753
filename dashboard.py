"""The app: `streamlit run dashboard.py`."""

import streamlit as st

from pages.parts.host.app import MIDDLEWARE, lifespan

app = st.App("pages/parts/entry.py", middleware=MIDDLEWARE, lifespan=lifespan)
