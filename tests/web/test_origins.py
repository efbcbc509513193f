"""Whose pages may open the conversation: those of this server. Any other never reaches Streamlit, which would ask the
internet for this machine's address before it refused."""

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.web.headers import MIDDLEWARE, POLICY_VIOLATION


async def accept(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("open")


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[WebSocketRoute("/_stcore/stream", accept)], middleware=MIDDLEWARE))


@pytest.mark.parametrize("origin", ["http://testserver", "http://localhost:8501", "http://127.0.0.1:9", None])
def test_our_own_pages_open_it(client: TestClient, origin: str | None) -> None:
    sent = {"origin": origin} if origin else {}
    with client.websocket_connect("/_stcore/stream", headers=sent) as opened:
        assert opened.receive_text() == "open"


@pytest.mark.parametrize(
    "origin",
    ["http://elsewhere.example", "https://testserver.elsewhere.example", "null", "http://[", "http://10.0.0.9"],
)
def test_pages_of_others_do_not(client: TestClient, origin: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/_stcore/stream", headers={"origin": origin}),
    ):
        pass
    assert closed.value.code == POLICY_VIOLATION
