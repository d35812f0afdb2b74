"""Whether the data folder can be used, whether it is free, and whether the disk has room."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bot.checks.findings import Finding, Status, fine
from bot.checks.settings import private
from bot.config import Limits
from bot.texts import Say, upkeep

ABOUT = "atelier.data"


class Folder:
    """Looks at the data folder without making it."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits

    async def findings(self) -> Sequence[Finding]:
        """Look at the folder, the claim on it, and the disk below it."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> Sequence[Finding]:
        nearest = _nearest(self._folder)
        if not nearest.is_dir():
            return [_unusable(partial(upkeep.folder_no_folder, path=str(nearest)))]
        if not os.access(nearest, os.W_OK | os.X_OK):
            return [_unusable(partial(upkeep.folder_closed, path=str(nearest)))]
        if nearest != self._folder:
            return [fine("folder", ABOUT, upkeep.folder_new), self._disk(nearest)]
        return [fine("folder", ABOUT, upkeep.folder_fine), private(nearest), _claim(nearest), self._disk(nearest)]

    def _disk(self, nearest: Path) -> Finding:
        free = shutil.disk_usage(nearest).free
        if free < self._limits.file_bytes:
            what: Say = partial(upkeep.disk_full, free=free, wanted=self._limits.file_bytes)
            return Finding("disk", ABOUT, Status.BAD, what, upkeep.disk_why, upkeep.disk_mend)
        kept = sum(path.stat().st_size for path in (self._folder / "spool").rglob("*") if path.is_file())
        if free + kept < self._limits.spool_bytes:
            what = partial(upkeep.disk_short, free=free, wanted=self._limits.spool_bytes)
            return Finding("disk", ABOUT, Status.WARN, what, upkeep.disk_why, upkeep.disk_mend)
        return fine("disk", ABOUT, partial(upkeep.disk_fine, free=free))


def is_claimed(folder: Path) -> bool:
    """Tell whether an Atelier runs on a data folder; the claim is only tried, for a moment, and never held."""
    try:
        with (folder / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _claim(folder: Path) -> Finding:
    if not is_claimed(folder):
        return fine("running", ABOUT, upkeep.running_none)
    return Finding("running", ABOUT, Status.WARN, upkeep.running_one, upkeep.running_why, upkeep.running_mend)


def _nearest(folder: Path) -> Path:
    """Give the folder itself or, while it is not made, the lowest thing above it that is there."""
    return next(path for path in (folder, *folder.absolute().parents) if os.path.lexists(path))


def _unusable(what: Say) -> Finding:
    return Finding("folder", ABOUT, Status.BAD, what, upkeep.folder_why, upkeep.folder_mend)
