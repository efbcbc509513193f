"""Who may do what, and every sign by which a visitor is taken not to sit at the machine."""

from itertools import pairwise
from typing import get_args

import pytest

from assistant.errors import NotAllowed, UsageError
from assistant.principal import LEAST, ROLES, Capability, Principal, Role, local_principal, not_local
from assistant.settings import Settings

# As Chromium sends them when a page at this machine opens its connection.
HERE = (
    ("Host", "localhost:8501"),
    ("Connection", "Upgrade"),
    ("User-Agent", "Mozilla/5.0"),
    ("Upgrade", "websocket"),
    ("Origin", "http://localhost:8501"),
    ("Accept-Language", "en-US,en;q=0.9"),
    ("Sec-WebSocket-Protocol", "streamlit"),
)


def signs(
    *more: tuple[str, str],
    headers: tuple[tuple[str, str], ...] = HERE,
    bound: str | None = "127.0.0.1",
    peer: str | None = "127.0.0.1",
    public: str | None = None,
) -> tuple[str, ...]:
    return not_local(bound=bound, peer=peer, headers=(*headers, *more), public_address=public)


def with_host(*hosts: str) -> tuple[tuple[str, str], ...]:
    return (*(("Host", host) for host in hosts), *HERE[1:])


def test_every_capability_has_its_least_role_and_every_role_above_has_it_too() -> None:
    assert set(LEAST) == set(get_args(Capability))
    for capability, least in LEAST.items():
        for role in ROLES:
            assert Principal(role=role).may(capability) == (ROLES.index(role) >= ROLES.index(least))


def test_each_role_may_more_than_the_one_below_and_a_family_none_of_it() -> None:
    may = {role: {one for one in LEAST if Principal(role=role).may(one)} for role in ROLES}
    assert may["family"] == set()
    assert may["administrator"] == set(LEAST)
    assert all(may[lower] < may[higher] for lower, higher in pairwise(ROLES))


def test_whoever_may_not_is_told_who_may() -> None:
    with pytest.raises(NotAllowed, match="handle_requests takes the role records_officer or above; this is staff"):
        Principal(role="staff").need("handle_requests")
    Principal(role="records_officer").need("handle_requests")
    assert issubclass(NotAllowed, UsageError)


def test_nobody_has_a_role_unless_the_setting_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRIVACY_ASSISTANT_LOCAL_ROLE", raising=False)
    assert Settings().local_role == "family"
    assert Principal().role == "family"
    monkeypatch.setenv("PRIVACY_ASSISTANT_LOCAL_ROLE", "owner")
    with pytest.raises(ValueError, match="local_role"):
        Settings()


@pytest.mark.parametrize("role", ROLES)
def test_the_local_role_counts_where_nothing_speaks_against_it(role: Role) -> None:
    assert local_principal(role, signs()) == Principal(role=role)
    assert local_principal(role, signs(public="https://privacy.district.example")) == Principal()


@pytest.mark.parametrize("bound", ["127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:80", "[::1]:8501", "LOCALHOST:8501"])
def test_what_is_truly_local(bound: str, peer: str, host: str) -> None:
    assert signs(bound=bound, peer=peer, headers=with_host(host)) == ()


@pytest.mark.parametrize(
    "bound", ["0.0.0.0", "::", "", None, "10.0.0.5", "privacy.district.example", "localhost.evil.example"]
)
def test_a_server_that_listens_beyond_loopback_is_not(bound: str | None) -> None:
    assert signs(bound=bound) == ("bound",)


@pytest.mark.parametrize("peer", ["10.0.0.7", "192.168.1.20", "2001:db8::1", "::ffff:10.0.0.7", None, "", "unknown"])
def test_a_visitor_from_elsewhere_or_from_nowhere_is_not(peer: str | None) -> None:
    assert signs(peer=peer) == ("peer",)


@pytest.mark.parametrize(
    "header",
    [
        *("X-Forwarded-For", "x-forwarded-for", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded", "Forwarded"),
        *("Via", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP", "X-Envoy-External-Address"),
        *("X-Original-Host", "Fly-Client-IP", "X-Amzn-Trace-Id"),
    ],
)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_any_header_of_a_proxy_takes_the_role_away_whatever_it_says(header: str, value: str) -> None:
    assert signs((header, value)) == ("forwarded",)


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        ("privacy.district.example",),
        ("localhost.evil.example",),
        ("127.0.0.1.evil.example:8501",),
        ("evil.example@localhost",),
        ("localhost@evil.example",),
        ("10.0.0.5:8501",),
        ("",),
        ("localhost", "privacy.district.example"),
        ("[::1",),
    ],
)
def test_a_host_that_is_no_name_of_this_machine_is_not(hosts: tuple[str, ...]) -> None:
    assert signs(headers=with_host(*hosts)) == ("host",)


@pytest.mark.parametrize(
    "origin", ["https://privacy.district.example", "null", "http://localhost.evil.example:8501", ""]
)
def test_a_page_from_elsewhere_is_not_though_a_proxy_rewrites_the_host(origin: str) -> None:
    """As nginx does by default: Host becomes that of the server behind it, and nothing else is added."""
    headers = tuple((name, origin if name == "Origin" else value) for name, value in HERE)
    assert signs(headers=headers) == ("origin",)


def test_a_program_at_this_machine_sends_no_origin() -> None:
    assert signs(headers=tuple(header for header in HERE if header[0] != "Origin")) == ()


def test_a_set_public_address_is_enough() -> None:
    assert signs(public="https://privacy.district.example") == ("public_address",)


def test_all_that_speaks_against_it_is_told() -> None:
    found = signs(("Via", "1.1 gate"), bound="0.0.0.0", peer="10.0.0.7", public="x", headers=())
    assert found == ("bound", "peer", "forwarded", "host", "public_address")
