"""What the operator may choose about one Lovart account; times in seconds."""

from dataclasses import dataclass, field

from adapters.studios.lovart import limits


@dataclass(frozen=True, slots=True, kw_only=True)
class LovartSettings:
    """One account at one address; the defaults are the service's habits.

    `origins` are further places, beside `base_url`, that files may come from although they are not public;
    `patience` is how long a thread may look as if a new request had not reached it, `silence` how long a call may go
    without a byte.
    """

    access_key: str
    secret_key: str = field(repr=False)
    base_url: str = "https://lgw.lovart.ai"
    canvas: str = "https://www.lovart.ai/canvas"
    origins: tuple[str, ...] = ()
    poll: float = 3.0
    recheck: float = 5.0
    lag_reads: int = 4
    lag_pause: float = 2.0
    validate_pause: float = 2.0
    patience: float = 60.0
    question_patience: float = 10.0
    silence: float = limits.IDLE_TIMEOUT
    concurrent: int = 2
    asks_project: bool = False
    reads_per_minute: int = limits.READS_PER_MINUTE
    reads_per_hour: int = limits.READS_PER_HOUR
    spends_per_minute: int = limits.SPENDS_PER_MINUTE
    spends_per_hour: int = limits.SPENDS_PER_HOUR
