"""The settings of one web page, checked before anything listens."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from adapters.platforms.web import limits
from bot.chat import AccountId, Level
from bot.errors import ConfigError

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
ANYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 (named so that it can be told apart)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """One page: where it listens, who may enter, where its files lie; port 0 is any free port.

    `hosts` are further names by which browsers reach the page, for example behind a proxy. `sandbox` tells that the art
    is the sandbox's, which obeys words that a real studio does not know.
    """

    account: AccountId
    media: Path
    host: str = "127.0.0.1"
    port: int = 0
    token: str | None = None
    hosts: frozenset[str] = frozenset()
    level: Level = Level.OPERATE
    sandbox: bool = False
    upload_bytes: int = limits.UPLOAD_BYTES
    file_bytes: int = limits.FILE_BYTES

    def __post_init__(self) -> None:
        """Refuse to be open to others without a token."""
        if not self.token and not is_loopback(self.host):
            raise ConfigError(
                f"{self.account}.host: {self.host!r} can be reached by others, so the page needs a token; "
                "set one, or listen on 127.0.0.1",
            )

    def serves(self, host: str) -> bool:
        """Tell whether a Host header names this page; a foreign name is a rebinding attack."""
        name = host_name(host)
        return is_loopback(name) or name in self.hosts or (name == self.host and name not in ANYWHERE)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_near(host: str) -> bool:
    """Tell whether an address is on this machine or in its private network, as a proxy's is."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


def host_name(host: str) -> str:
    """Take the port and the brackets off a Host header."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].casefold()
