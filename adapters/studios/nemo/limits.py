"""NemoVideo's limits and our own patience with it, as data: sizes in bytes, times in seconds."""

UPLOAD_BYTES = 200 * 1024 * 1024
FORMATS = ("mp4", "mov", "avi", "webm", "mkv", "jpg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac")
ALSO_CALLED = {"jpeg": "jpg"}
RENDERED = ("mp4",)
RENDERED_SIZE = "1080p"

LINE_BYTES = 4 * 1024 * 1024  # of a stream: an event may carry a whole draft
TEXT_LENGTH = 64 * 1024  # of all that is said in one turn, in characters
SAYINGS = 100  # in one turn
NOISE_LENGTH = 300  # a longer text than this says something, in characters

STREAM_TIMEOUT = 900.0
QUIET_TIMEOUT = 600.0  # of a stream with signs of life only
LOOK = 60.0  # between two looks at a stream that says nothing, so that the card tells how long ago it did
DRAIN = 10.0  # for what still streams when the program ends

FIRST_RECHECK = 30.0
RECHECK = 60.0
RECHECKS = 5

RENDER_POLL = 30.0
RENDER_POLLS = 10

REPLY_BYTES = 16 * 1024 * 1024
ARTIFACT_BYTES = 2 * 1024 * 1024 * 1024

CONNECT_TIMEOUT = 15.0
IDLE_TIMEOUT = 120.0
CALL_TIMEOUT = 180.0
UPLOAD_TIMEOUT = 1_800.0

RATE_PAUSE = 30.0
CHECK_TIMEOUT = 20.0

CLIENT_ID_LENGTH = 64
PASS_LIFE = 7 * 24 * 3600.0
PASS_CREDITS = 100
PASS_REST = 3600.0  # after the service refused a new pass
