"""The web entry: `streamlit run app.py`. One ASGI app: routes, headers and warm-up; the pages are in assistant/web."""

import streamlit as st

from assistant.web.failing import report
from assistant.web.headers import MIDDLEWARE
from assistant.web.routes import ROUTES
from assistant.web.warming import SCRIPT, warm

app = st.App(SCRIPT, routes=ROUTES, middleware=MIDDLEWARE, lifespan=warm, on_script_error=report)
