"""What can go wrong, and how it is shown.

AtelierError
├── UserError          said to the person as it is; nothing was spent, nothing is lost
│   ├── Mendable       the very same request may succeed later, so it can be run again
│   │   ├── PlaceGone  the conversation's place is no more; run again, it begins in a new one
│   │   └── ThreadGone the studio's thread is no more; run again, it begins a new one
│   ├── SomeUnfit  some of a request's files cannot be used; the others are kept, and it can go on with those
│   └── OffLimits      a file lies where neither we nor a person should be led
├── RetryLater         nothing was accepted; ask again after a while, the reason is on the card
│   ├── Crowded        the studio works on as much at once as it will; the lanes learn from it
│   └── Busy           the studio works on an earlier request of the same thread; another thread need not wait
├── OutcomeUnknown     a call that spends was cut off; only reading can tell what became of it
├── QuestionChanged    the studio's question is no longer the one that was answered
├── Unsent             the platform surely did not take a post; try again after a while
├── InDoubt            nobody can tell yet whether the platform took a post; asked again by its key it will tell
├── TooLarge           a file is larger than the platform takes here
├── ChannelGone        the channel or message will never take anything again
├── StoreUnavailable   the store cannot write now; nothing of this was kept, so it is to be done again later
├── NoStart            whoever an account needs to begin did not answer; it is tried again
└── ConfigError        the configuration is wrong; said to the operator with the path of the key
"""

from bot.texts import Say


class AtelierError(Exception):
    """Everything the program raises on purpose."""


class UserError(AtelierError):
    """A sentence for the person: what was wrong, and what they can do."""

    def __init__(self, say: Say) -> None:
        """Keep the sentence until the person's language is known."""
        super().__init__(getattr(say, "__name__", "said to the person"))
        self.say = say


class Mendable(UserError):
    """A refusal whose reason can be mended: the same request may be run again."""


class PlaceGone(Mendable):
    """The place of the conversation no longer exists at the studio."""


class ThreadGone(Mendable):
    """The studio's thread of the conversation no longer exists."""


class SomeUnfit(UserError):
    """Some of a request's files cannot be used, others can."""


class OffLimits(UserError):
    """A file lies at an address that nobody is to be led to: it is told, and not linked."""


class RetryLater(AtelierError):
    """Nothing was accepted; the turn waits `after` seconds and shows why."""

    def __init__(self, after: float, say: Say) -> None:
        """Keep the pause in seconds and the reason."""
        super().__init__(f"again in {after:.0f} s")
        self.after = after
        self.say = say


class Crowded(RetryLater):
    """Nothing was accepted, because the studio account works on too much at once."""


class Busy(RetryLater):
    """Nothing was accepted, because the studio still works in the same thread."""


class OutcomeUnknown(AtelierError):
    """The reply to a spending call was lost."""


class QuestionChanged(AtelierError):
    """Nothing was confirmed: the open question differs from the stored one, or is gone."""


class Unsent(AtelierError):
    """The platform did not take a post and may later; `after` in seconds where it said so.

    `say` is what people are told where they can do something about it.
    """

    def __init__(self, reason: str, after: float | None = None, say: Say | None = None) -> None:
        """Keep what the platform said."""
        super().__init__(reason)
        self.after = after
        self.say = say


class InDoubt(AtelierError):
    """The platform may have taken a post: the answer was cut off, or is still to come."""


class TooLarge(AtelierError):
    """The platform's real limit turned out smaller than a file; `limit` in bytes."""

    def __init__(self, limit: int) -> None:
        """Keep the limit to pack against."""
        super().__init__(f"at most {limit} bytes here")
        self.limit = limit


class ChannelGone(AtelierError):
    """The place of a post takes nothing any more.

    `say` is what whoever waits for the post is told elsewhere, where something can be done about it.
    """

    def __init__(self, reason: str = "", say: Say | None = None) -> None:
        """Keep what the platform said."""
        super().__init__(reason)
        self.say = say


class StoreUnavailable(AtelierError):
    """The store is held by another program or has no room; what was to be written was not."""

    def __init__(self, say: Say) -> None:
        """Keep the sentence for whoever waits."""
        super().__init__(getattr(say, "__name__", "the store cannot write"))
        self.say = say


class NoStart(AtelierError):
    """Somebody whom an account needs to begin did not answer: a later try may do without any change."""


class ConfigError(AtelierError):
    """A setting is wrong: names the key and the mending."""
