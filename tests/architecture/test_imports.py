"""Imports point one way: adapters see bot's contracts, and of bot only the composition root sees adapters."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, modules

CONTRACTS = {
    "bot.abilities",
    "bot.adapter",
    "bot.allowance",
    "bot.capabilities",
    "bot.chat",
    "bot.checks.findings",
    "bot.clock",
    "bot.commands.declare",
    "bot.commands.parse",
    "bot.errors",
    "bot.fields",
    "bot.media",
    "bot.moves",
    "bot.studio",
    "bot.texts",
    "bot.timeline",
}
ROOTS = {"bot.app", "bot.checkup", "bot.cli", "bot.studios"}
FOREIGN = {"aiohttp", "av", "discord", "httpx", "PIL", "rlottie_python", "starlette", "telegram"}


def imports(module: Module) -> Iterator[tuple[str, str]]:
    """Each import as (module it comes from, name taken out of it or nothing); relative ones made absolute."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from ((_origin(module, node), alias.name) for alias in node.names)


def _origin(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.package.split(".")
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, node.module] if node.module else above)


def beyond_contracts(module: Module) -> list[str]:
    """What an adapter imports of bot although it is no contract."""
    found = [(origin, name) for origin, name in imports(module) if _top(origin) == "bot"]
    return [f"{origin}:{name}" for origin, name in found if not {origin, f"{origin}.{name}"} & CONTRACTS]


def adapters_seen(module: Module) -> list[str]:
    """What a module of bot imports of the adapters although it is not the composition root."""
    return [] if module.name in ROOTS else [origin for origin, _ in imports(module) if _top(origin) == "adapters"]


def foreign(module: Module) -> list[str]:
    """The platform, studio, web and media libraries a module imports."""
    return sorted({_top(origin) for origin, _ in imports(module)} & FOREIGN)


def _top(name: str) -> str:
    return name.partition(".")[0]


def test_adapters_know_only_the_contracts() -> None:
    """An adapter can be written, and replaced, by who knows the contracts alone."""
    assert {module.path: found for module in modules("adapters") if (found := beyond_contracts(module))} == {}


def test_only_the_composition_root_knows_adapters() -> None:
    """The core runs the same with whatever is plugged into it."""
    assert {module.path: found for module in modules("bot") if (found := adapters_seen(module))} == {}


def test_the_core_knows_no_library_of_the_outside() -> None:
    """No word of a platform, the web or a media format reaches the core through its library."""
    assert {module.path: found for module in modules("bot") if (found := foreign(module))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import bot.store", ["bot.store:"]),
        ("from bot import turns", ["bot:turns"]),
        ("def f():\n    from bot.commands import show", ["bot.commands:show"]),
        ("from bot import chat, errors\nfrom bot.commands.declare import Command\nimport bot.texts", []),
    ],
)
def test_the_gate_of_contracts_can_fail(text: str, found: list[str]) -> None:
    """However it is written, and wherever it stands, an import past the contracts is seen."""
    assert beyond_contracts(Module("adapters/studios/x/api.py", text)) == found


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("bot/turns.py", "from adapters.studios.lovart import studio", ["adapters.studios.lovart"]),
        ("bot/turns.py", "from ..adapters import studios", ["adapters"]),
        ("bot/commands/__init__.py", "import adapters.sandbox", ["adapters.sandbox"]),
        ("bot/app.py", "import adapters.sandbox", []),
    ],
)
def test_the_gate_of_the_composition_root_can_fail(path: str, text: str, found: list[str]) -> None:
    """Only app, checkup and cli may name an adapter."""
    assert adapters_seen(Module(path, text)) == found


def test_the_gate_of_libraries_can_fail() -> None:
    """A media library in the core is seen, one of the core's own libraries is not taken for one."""
    assert foreign(Module("bot/packing.py", "import sqlalchemy\nfrom PIL.Image import open")) == ["PIL"]


@pytest.mark.parametrize(
    ("path", "text", "origin"),
    [
        ("adapters/a/b.py", "from . import c", "adapters.a"),
        ("adapters/a/b.py", "from .d import c", "adapters.a.d"),
        ("adapters/a/b.py", "from ..d import c", "adapters.d"),
        ("adapters/a/__init__.py", "from .d import c", "adapters.a.d"),
    ],
)
def test_relative_imports_are_followed(path: str, text: str, origin: str) -> None:
    """A dot is no way around a gate."""
    assert list(imports(Module(path, text))) == [(origin, "c")]
