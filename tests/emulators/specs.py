"""Where the platforms' machine-readable specifications lie; they are not ours and never part of this project."""

import os
from pathlib import Path

VARIABLE = "ATELIER_SPECS"
LEFT_OUT = "the platforms' own descriptions are not beside this checkout: their second opinion on requests is left out"
NEIGHBOUR = Path("shared", "specs")


def found(name: str) -> Path | None:
    """A specification's file: in the folder the environment names, else in `shared/specs` beside a folder above."""
    named = os.environ.get(VARIABLE)
    folders = [Path(named)] if named else [above / NEIGHBOUR for above in Path(__file__).resolve().parents]
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def missing(*names: str) -> list[str]:
    """Those that are nowhere; whoever runs tests without them is told."""
    return [name for name in names if found(name) is None]
