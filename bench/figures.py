"""What a benchmark yields, and how large it is run."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Target:
    """What design §10 asks: `judged` is at most `most`; `words` say what is judged."""

    words: str
    most: float
    judged: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value of Atelier; `bare` is what the bare script reaches, where it does anything comparable."""

    name: str
    unit: str
    atelier: float
    bare: float | None = None
    target: Target | None = None

    @property
    def difference(self) -> float | None:
        """How much more Atelier takes than the bare script."""
        return None if self.bare is None else self.atelier - self.bare

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        return None if self.target is None else self.target.judged <= self.target.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large the benchmarks are run; times in seconds, `rate` in messages a second.

    Of the turns that wait, some are `left` by an earlier process, the others come while it is measured; `settle` is
    how long their last cards may go on changing. Those that are `running` on so many `accounts` are `watched` for that
    long. A film of `film_bytes` is passed on so many times (`films`). The `warm_up` (turns that come, rounds of starts)
    is not counted.
    """

    rate: float = 20
    seconds: float = 60
    conversations: int = 200
    burst: int = 200
    drain: float = 6
    left: int = 8_000
    coming: int = 2_000
    warm_up: int = 100
    settle: float = 2
    idle: float = 5
    running: int = 1_000
    accounts: int = 100
    watched: float = 30
    film_bytes: int = 200_000_000
    films: int = 5
    starts: int = 5
    warm_up_starts: int = 1


FULL = Scale()
QUICK = Scale(seconds=10, left=800, coming=200, idle=2, running=200, accounts=20, watched=10, films=2, starts=2)


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the value that so many percent do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, ceil(len(ranked) * percent / 100) - 1)]
