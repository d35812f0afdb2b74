"""What the operator may choose about one NemoVideo account; times in seconds."""

from dataclasses import dataclass, field
from pathlib import Path

from adapters.studios.nemo import limits


@dataclass(frozen=True, slots=True, kw_only=True)
class NemoSettings:
    """One account at one address; without a `token` it is a free one, which is remembered in the file `passes`.

    `source`, `version` and `platform` tell the service through what its calls come; exports need all three.
    `origins` are further places, beside `base_url`, that films may come from although they are not public;
    `silence` is how long a call may go without a byte.
    """

    token: str | None = field(default=None, repr=False)
    passes: Path | None = None
    base_url: str = "https://mega-api-prod.nemovideo.ai"
    site: str = "https://nemovideo.com"
    source: str = "art-generator"
    version: str = "1.0.0"
    platform: str = "unknown"
    origins: tuple[str, ...] = ()
    concurrent: int = 4
    upload_bytes: int = limits.UPLOAD_BYTES
    silence: float = limits.IDLE_TIMEOUT
    rate_pause: float = limits.RATE_PAUSE
    first_recheck: float = limits.FIRST_RECHECK
    recheck: float = limits.RECHECK
    render_poll: float = limits.RENDER_POLL
    drain: float = limits.DRAIN
