"""Lovart's limits and our own patience with it, as data: sizes in bytes, times in seconds."""

READS_PER_HOUR = 3_000  # every call but `/chat` and `/chat/confirm`, per account
READS_PER_MINUTE = 300
READS_SIDE_BY_SIDE = 4  # connections: more than the reads of a minute need, fewer than turns that a restart takes up
SPENDS_PER_MINUTE = 60  # `/chat` and `/chat/confirm` together, per account
SPENDS_PER_HOUR = 600
MINUTE = 60.0
HOUR = 3_600.0

REPLY_BYTES = 16 * 1024 * 1024
ARTIFACT_BYTES = 2 * 1024 * 1024 * 1024

CONNECT_TIMEOUT = 15.0
IDLE_TIMEOUT = 120.0
CALL_TIMEOUT = 180.0
UPLOAD_TIMEOUT = 1_800.0

LONGEST_PAUSE = 60.0  # between reads that fail
BUSY_PAUSE = 15.0
CROWDED_PAUSE = 20.0
RATE_PAUSE = 60.0

CLOCK_SKEW = 240.0  # a signature is good for five minutes; beyond this the clock is to blame for a refused one

CLOCK_NOTICE = 60.0  # beyond this an operator is told before anything is refused
CHECK_TIMEOUT = 20.0  # of the one call that tries the keys

DENIALS = 2  # refusals of our keys in a row that end a turn
STRANGE_REFUSALS = 5  # other refusals of a read in a row that end it
