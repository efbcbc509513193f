"""Principal: who is asking, and what they may do. Whoever acts for a person is handed one, and asks it first.

A hidden page is no lock: each act names the capability it takes and calls `need`, wherever the call comes from. Roles
are a ladder, so a capability names the lowest role that has it.

Until people sign in, a role above family comes from one setting alone (PRIVACY_ASSISTANT_LOCAL_ROLE), and that counts
only at the machine itself. That the server listens on loopback is not enough to know so: a proxy in front of it listens
for everybody. `not_local` therefore looks at the connection as well, and any sign of a proxy takes the role away.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Literal, get_args
from urllib.parse import urlsplit

from assistant.errors import NotAllowed
from assistant.record import Record

Role = Literal["family", "staff", "records_officer", "administrator"]
Capability = Literal[
    "check_disclosure",
    "read_rules",
    "handle_requests",
    "log_disclosure",
    "read_disclosure_log",
    "manage_contracts",
    "purge_requests",
    "rotate_keys",
]
NotLocal = Literal["bound", "peer", "forwarded", "host", "origin", "public_address"]

ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most."""
LEAST: dict[Capability, Role] = {
    "check_disclosure": "staff",
    "read_rules": "staff",
    "handle_requests": "records_officer",
    "log_disclosure": "records_officer",
    "read_disclosure_log": "records_officer",
    "manage_contracts": "records_officer",
    "purge_requests": "administrator",
    "rotate_keys": "administrator",
}
# Set by proxies, load balancers and content networks. Every X-Forwarded-* counts besides.
PROXY_HEADERS = frozenset(
    "forwarded via x-real-ip x-client-ip x-cluster-client-ip client-ip true-client-ip cf-connecting-ip cf-ray "
    "fastly-client-ip fly-client-ip x-azure-clientip x-appengine-user-ip x-envoy-external-address x-original-host "
    "x-original-forwarded-for x-proxyuser-ip proxy-client-ip wl-proxy-client-ip x-amzn-trace-id x-arr-ssl "
    "x-scheme x-original-proto x-original-url x-remote-ip x-host".split()
)


class Principal(Record):
    """`name` is None while nobody has signed in."""

    role: Role = "family"
    name: str | None = None

    def may(self, capability: Capability) -> bool:
        return ROLES.index(self.role) >= ROLES.index(LEAST[capability])

    def need(self, capability: Capability) -> None:
        """Raises NotAllowed where the role lacks it."""
        if not self.may(capability):
            least = LEAST[capability]
            raise NotAllowed(
                f"{capability} takes the role {least} or above; this is {self.role}. Ask someone who has it.",
                capability=capability,
            )


def local_principal(role: Role, why_not: Iterable[NotLocal]) -> Principal:
    """`role`, where nothing speaks against the visitor sitting at this machine; else family."""
    return Principal() if any(why_not) else Principal(role=role)


def not_local(
    *, bound: str | None, peer: str | None, headers: Iterable[tuple[str, str]], public_address: str | None
) -> tuple[NotLocal, ...]:
    """What shows that a visitor may not be at this machine; nothing if it is truly local.

    `bound` is the address that the server listens on, `peer` the visitor's, `headers` those of the connection. Without
    a Host header, or with two, it is not local. Browsers send Origin when a page opens its connection, and that names
    the public address even where a proxy rewrites Host and adds nothing.
    """
    sent = [(name.lower(), value) for name, value in headers]
    hosts = [value for name, value in sent if name == "host"]
    origins = [value for name, value in sent if name == "origin"]
    signs: dict[NotLocal, bool] = {
        "bound": not _is_loopback(bound),
        "peer": not _is_loopback(peer),
        "forwarded": any(name in PROXY_HEADERS or name.startswith("x-forwarded") for name, _ in sent),
        "host": len(hosts) != 1 or not _is_here(f"//{hosts[0]}"),
        "origin": not all(_is_here(origin) for origin in origins),
        "public_address": bool(public_address),
    }
    return tuple(sign for sign, shown in signs.items() if shown)


def _is_here(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.username is None and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    except ValueError:
        return False


def _is_loopback(address: str | None) -> bool:
    if address == "localhost":
        return True
    try:
        return ip_address((address or "").strip("[]")).is_loopback
    except ValueError:
        return False
