"""The project's own files as the architecture tests see them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("bot", "adapters")
WRITTEN = ("*", ".ci/**/*", *(f"{top}/**/*" for top in (*PRODUCT, "tests", "bench", "docs", "deploy")))
PASSING = {"__pycache__", "config.toml"}
OPAQUE = {".png", ".jpg", ".webp", ".gif", ".ico", ".woff2", ".mp4", ".mp3", ".glb", ".mo"}


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file: where it stands below the root, and what it says."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, self.path)

    @property
    def name(self) -> str:
        """Its dotted name, as an import would say it."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def package(self) -> str:
        """The package its relative imports start from."""
        return self.name if self.path.endswith("/__init__.py") else self.name.rpartition(".")[0]


def modules(*tops: str) -> list[Module]:
    """Every Python file below these folders."""
    paths = [path for top in tops for path in sorted((ROOT / top).rglob("*.py"))]
    return [Module(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


def packages(folder: str) -> list[Path]:
    """The packages directly inside a folder."""
    return sorted(init.parent for init in (ROOT / folder).glob("*/__init__.py"))


def written_files() -> Iterator[tuple[str, str]]:
    """Path and text of every file people wrote, the lock files included."""
    for pattern in WRITTEN:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix not in OPAQUE and not PASSING & set(path.parts):
                yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
