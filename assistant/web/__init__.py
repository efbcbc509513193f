"""The web: the only importer of streamlit and starlette. A page is widgets in, one call, words out."""
