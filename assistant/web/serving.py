"""Serve the web app: the same `streamlit run app.py` that one types by hand, on the address of the settings."""

import os
import socket
import sys

from assistant.errors import WorkError
from assistant.settings import ROOT, Settings


def serve(settings: Settings) -> None:
    """Replaces this process; raises WorkError first if the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.address, settings.port))
        except OSError:
            raise WorkError(
                f"Port {settings.port} on {settings.address} is in use. Stop what uses it, or give another: --port N."
            ) from None
    where = ["--server.address", settings.address, "--server.port", str(settings.port)]
    os.chdir(ROOT)  # Streamlit reads .streamlit/config.toml from where it is started
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *where])
