"""Who holds which token, until when, and how many credits came with it. No clock, no files."""

from collections import defaultdict

from adapters.sandbox.nemo.events import Forwarded, Granted, Issued

WEEK = 7 * 24 * 3600.0
ANONYMOUS, REGISTERED = "anon_", "user_"


class Accounts:
    """The tokens that were issued, and a calendar that can be put forward."""

    def __init__(self) -> None:
        self.forward = 0.0
        self.granted: defaultdict[str, int] = defaultdict(int)
        self._tokens: dict[str, tuple[str, float]] = {}
        self._clients: dict[str, Issued] = {}
        self._addresses: defaultdict[str, list[float]] = defaultdict(list)

    def enrol(self, token: str, user_id: str, amount: int) -> None:
        """Let a registered person in; their token does not expire."""
        self._tokens[token] = (user_id, float("inf"))
        self.granted[user_id] = amount

    def apply(self, event: Issued | Forwarded | Granted) -> None:
        """Enter a token, a leap of the calendar, or credits for everybody, which may be less than nothing."""
        match event:
            case Issued():
                self._issue(event)
            case Forwarded(seconds):
                self.forward += seconds
            case Granted(amount):
                for user_id in self.granted:
                    self.granted[user_id] += amount

    def _issue(self, issued: Issued) -> None:
        self._tokens[issued.token] = (issued.user_id, issued.valid_until)
        self._clients[issued.client_id] = issued
        self._addresses[issued.address].append(issued.on)
        self.granted[issued.user_id] += issued.credits

    def holder(self, token: str, now: float) -> str | None:
        """Say whose token that is; None if it is nobody's, or not valid any more."""
        user_id, until = self._tokens.get(token, ("", 0.0))
        return user_id if now + self.forward < until else None

    def last(self, client_id: str) -> Issued | None:
        """Find the token that a client got last."""
        return self._clients.get(client_id)

    def lately(self, address: str, now: float) -> int:
        """Count the tokens that an address got within a week."""
        return sum(each > now + self.forward - WEEK for each in self._addresses[address])
