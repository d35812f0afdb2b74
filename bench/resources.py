"""What a process uses: memory as the kernel counts it, and time of the processor."""

import asyncio
import gc
import os
import time
from pathlib import Path

STATM = Path("/proc/self/statm")
STATUS = Path("/proc/self/status")
PEAK = "VmHWM:"
FORGET = Path("/proc/self/clear_refs")
FORGET_PEAK = "5"
PERCENT = 100


def resident() -> int:
    """Tell the bytes of memory this process holds, after a collection; Linux only."""
    gc.collect()
    return int(STATM.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def forget_peak() -> None:
    """Let the most that was ever resident begin anew."""
    FORGET.write_text(FORGET_PEAK, "ascii")


def peak() -> int:
    """Tell the most bytes of memory this process has held since then."""
    told = next(line for line in STATUS.read_text("ascii").splitlines() if line.startswith(PEAK))
    return int(told.removeprefix(PEAK).split()[0]) * 1024


async def idle_percent(seconds: float) -> float:
    """Tell how much of one core this process uses while nothing comes."""
    begun, used = time.monotonic(), time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - used) / (time.monotonic() - begun) * PERCENT
