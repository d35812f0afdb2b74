"""Background work: the one place, beside the dispatcher, where a failure of any kind is caught and given an id."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.errors import ConfigError

log = structlog.get_logger()

Work = Coroutine[Any, Any, None]
Broken = Callable[[str], Work]


def failure_id() -> str:
    """Make the id under which a failure is logged and told."""
    return secrets.token_hex(3)


class Tasks:
    """Starts work in the program's task group; one broken piece never stops the others."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        """Work lives as long as the group."""
        self._group = group
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Work, name: str) -> None:
        """Begin, and let go."""
        self._running.add(task := self.begin(work, name))
        task.add_done_callback(self._running.discard)

    def begin(self, work: Work, name: str) -> asyncio.Task[None]:
        """Begin, and keep hold of it."""
        task = self._group.create_task(self.attempt(work, name), name=name)
        task.add_done_callback(lambda _: work.close())  # cancelled before its first step, it was never awaited
        return task

    async def attempt(self, work: Work, name: str, broken: Broken | None = None) -> None:
        """Do a piece of work here and now, guarded the same way."""
        try:
            await work
        except ConfigError:
            raise
        except Exception:  # the lane's worker and every other background work begins here (design §12.12)
            failure = failure_id()
            log.exception("work broke", work=name, failure=failure)
            if broken is not None:
                await self.attempt(broken(failure), f"{name} broke")
