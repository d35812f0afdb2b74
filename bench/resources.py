"""What a process uses: memory as the kernel counts it, and time of the processor."""

import asyncio
import gc
import os
import time
from pathlib import Path

STATM = Path("/proc/self/statm")
PERCENT = 100


def resident() -> int:
    """Tell the bytes of memory this process holds, after a collection; Linux only."""
    gc.collect()
    return int(STATM.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def idle_percent(seconds: float) -> float:
    """Tell how much of one core this process uses while nothing comes."""
    begun, used = time.monotonic(), time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - used) / (time.monotonic() - begun) * PERCENT
