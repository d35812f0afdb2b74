"""The back door of the emulator: faults and barriers for tests, and a look at what was called and refused.

A call is named by its method, as "sendMessage"; "file" is a download (a fault `after` cuts it in the middle), "webhook"
an update that is posted (a fault `after` has it posted again). GET on the control endpoint shows everything, POST takes
any of `says`, `presses`, `fault`, `hold`, `release` and `clear`, and answers as GET does.
"""

from tests.emulators.faults import CONTROL, Orders, Strict, Trouble, Troubles

__all__ = ["CONTROL", "FILE", "WEBHOOK", "Fault", "Faults", "Order", "Presses", "Says"]

FILE = "file"
WEBHOOK = "webhook"


class Fault(Trouble):
    """A trouble of Telegram's: refused in these words with `status` (400), or `retry_after`; `chat` narrows it."""

    chat: int | None = None
    description: str = ""

    @property
    def answers(self) -> bool:
        """Say whether it takes the place of the true answer."""
        return bool(self.description) or super().answers

    def concerns(self, where: int | None) -> bool:
        """Say whether it is about calls in that chat."""
        return self.chat in {None, where}


class Says(Strict):
    """What a person writes, for programs that cannot hold a `Person`."""

    chat: int
    person: int
    text: str
    topic: int | None = None


class Presses(Strict):
    """Which button a person presses, by its words."""

    chat: int
    person: int
    message: int
    label: str


class Order(Orders[Fault]):
    """What POST takes, and what people do."""

    says: Says | None = None
    presses: Presses | None = None


Faults = Troubles[Fault]
