"""Equal things have equal shape, and what must not stand in a file does not."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, Module, modules, packages, written_files

SHAPES = {
    "adapters/platforms": {"adapter", "inbound", "outbound", "commands", "limits", "settings", "checks"},
    "adapters/studios": {"studio", "api"},
}
SHOWN_BY = ("tests/contracts/test_{name}.py", "tests/scenarios/{name}_stage.py")
ROW = re.compile(r"^\| `(\w+)\.py` \|", re.MULTILINE)
PURE = {"inbound.py", "outbound.py"}
WAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.AsyncFunctionDef)
NAMELESS = {"base", "common", "core", "helper", "helpers", "manager", "managers", "models", "util", "utils"}

LIMITS = {1024, 2000, 2048, 4000, 4096, 6000, 10_000_000, 20_000_000, 25_000_000, 50_000_000, 100_000_000}
MEBIBYTE = 2**20
PLACES_OF_LIMITS = {"limits", "config", "capabilities"}

LOCKS = ("requirements.lock", "requirements-dev.lock")
ADDRESS = re.compile(r"://|\bindex\b|find-links|--trusted-host|@ ?file", re.IGNORECASE)
PIN = re.compile(r"[a-z0-9][\w.-]*==\S+( ; [^\\]+)?( \\)?")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")

# Put together from pieces, so that this file passes its own test.
MACHINE = re.compile(r"(?<![\w.~}\-])/(?:wo" + r"rk|ro" + r"ot|home/\w+|Users/\w+)(?![\w-])")
REGISTRY = re.compile("py" + r"pi\.org|pythonhosted" + r"\.org|registry\.np" + r"mjs")


def missing(shape: set[str], package: Path) -> set[str]:
    """The modules a package of this kind lacks."""
    return shape - {path.stem for path in package.glob("*.py")}


def waits(module: Module) -> list[int]:
    """The lines in which a module waits for something."""
    comprehensions = (node for node in ast.walk(module.tree) if isinstance(node, ast.ListComp | ast.GeneratorExp))
    lines = [node.lineno for node in comprehensions if any(each.is_async for each in node.generators)]
    return sorted(lines + [node.lineno for node in ast.walk(module.tree) if isinstance(node, WAITING)])


def is_nameless(path: str) -> bool:
    """Whether a file or one of its folders is named for nothing in particular."""
    return bool(NAMELESS & set(Path(path).with_suffix("").parts))


def limits_in(module: Module) -> list[tuple[int, int]]:
    """Line and value of each number that is a platform's limit, however it is written."""
    return [(line, value) for line, value in _numbers(module.tree) if _is_limit(value)]


def bare_limits_in(module: Module) -> list[tuple[int, int]]:
    """Those that have no name: not the value of a constant of the module."""
    unnamed = (statement for statement in module.tree.body if not isinstance(statement, ast.Assign | ast.AnnAssign))
    numbers = (number for statement in unnamed for number in _numbers(statement))
    return [(line, value) for line, value in numbers if _is_limit(value)]


def _is_limit(value: int) -> bool:
    return value in LIMITS or (value >= MEBIBYTE and value % MEBIBYTE == 0)


def _numbers(node: ast.AST) -> Iterator[tuple[int, int]]:
    value = _value(node)
    if value is not None and isinstance(node, ast.expr):
        yield node.lineno, value
        return
    for child in ast.iter_child_nodes(node):
        yield from _numbers(child)


def _value(node: ast.AST) -> int | None:
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.BinOp(left=left, op=operator, right=right):
            return _combine(operator, _value(left), _value(right))
    return None


def _combine(operator: ast.operator, left: int | None, right: int | None) -> int | None:
    match operator, left, right:
        case ast.Mult(), int(a), int(b):
            return a * b
        case ast.LShift(), int(a), int(b):
            return a << b
        case ast.Pow(), int(a), int(b) if b >= 0:
            return int(a**b)
    return None


def lock_faults(text: str) -> list[str]:
    """The lines of a lock file that are neither a pin nor a hash, and pins without a hash."""
    lines = text.splitlines()
    strange = [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)]
    followed = zip(lines, [*lines[1:], ""], strict=True)
    return strange + [line for line, after in followed if PIN.fullmatch(line) and not HASH.fullmatch(after)]


def pins(text: str) -> set[str]:
    """The pinned packages of a lock file, with the machines they are for."""
    return {line.removesuffix(" \\") for line in text.splitlines() if PIN.fullmatch(line)}


@pytest.mark.parametrize("kind", SHAPES)
def test_equal_things_have_equal_shape(kind: str) -> None:
    """Who has read one adapter finds everything in the next."""
    assert {each.name: lacks for each in packages(kind) if (lacks := missing(SHAPES[kind], each))} == {}


def unshown(platform: str, root: Path = ROOT) -> list[str]:
    """The tests of a kind that every platform has, and this one lacks."""
    return [path for each in SHOWN_BY if not (root / (path := each.format(name=platform))).is_file()]


def test_every_platform_keeps_the_contract_and_tells_the_stories() -> None:
    """A platform without its contract or its stage promises what nobody looks at."""
    assert {each.name: lacks for each in packages("adapters/platforms") if (lacks := unshown(each.name))} == {}


def test_the_page_names_the_files_of_a_platform() -> None:
    """Whoever follows the page builds what the gate of shapes asks for, neither more nor less."""
    page = (ROOT / "docs" / "adding-a-platform.md").read_text("utf-8")

    assert set(ROW.findall(page)) == SHAPES["adapters/platforms"]
    assert all(f"`{each.format(name='NAME')}`" in page for each in SHOWN_BY)


def test_conversions_wait_for_nothing() -> None:
    """What a platform says and what it is told are pure conversions, so that recorded payloads test them."""
    conversions = [module for module in modules("adapters/platforms") if Path(module.path).name in PURE]

    assert {module.path: found for module in conversions if (found := waits(module))} == {}


def test_modules_are_named_for_something() -> None:
    """No module is a drawer into which anything fits."""
    assert [module.path for module in modules("bot", "adapters", "tests", "bench") if is_nameless(module.path)] == []


def test_limits_stand_in_limits() -> None:
    """A number that a platform may change tomorrow stands in one place."""
    elsewhere = [module for module in modules("adapters/platforms") if not _may_hold_limits(module)]

    assert {module.path: found for module in elsewhere if (found := limits_in(module))} == {}


def test_the_core_has_no_bare_limits() -> None:
    """A number of the core comes from the configuration or the capabilities, or at least has a name."""
    elsewhere = [module for module in modules("bot") if not _may_hold_limits(module)]

    assert {module.path: found for module in elsewhere if (found := bare_limits_in(module))} == {}


def _may_hold_limits(module: Module) -> bool:
    return bool(PLACES_OF_LIMITS & set(module.name.split(".")))


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_pins_and_hashes_only(lock: str) -> None:
    """Whoever installs asks the registry of their own choice, and gets exactly what was tested."""
    text = (ROOT / lock).read_text("utf-8")

    assert lock_faults(text) == []
    assert ADDRESS.findall(text) == []


def test_the_tests_run_what_the_product_runs() -> None:
    """The lock of the tests is the lock of the product and more."""
    product, tests = (pins((ROOT / lock).read_text("utf-8")) for lock in LOCKS)

    assert product < tests


def test_the_locks_know_every_dependency() -> None:
    """A dependency that was declared but not locked would be missing on the next machine."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = declared["project"]["dependencies"] + declared["dependency-groups"]["dev"]
    locked = {pin.partition("==")[0] for pin in pins((ROOT / LOCKS[1]).read_text("utf-8"))}

    names = {re.split(r"[^\w.-]", each)[0].lower() for each in wanted}
    assert {re.sub(r"[-_.]+", "-", name) for name in names} <= locked


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["a machine's folders", "a registry's host"])
def test_files_name_no_place(pattern: re.Pattern[str]) -> None:
    """The project works wherever it is cloned, with whatever registry is set up there."""
    assert {path: found for path, text in written_files() if (found := pattern.findall(text))} == {}


def test_the_gate_of_shapes_can_fail(tmp_path: Path) -> None:
    """A platform without its outbound side is seen."""
    for name in SHAPES["adapters/platforms"] - {"outbound"}:
        (tmp_path / f"{name}.py").touch()

    assert missing(SHAPES["adapters/platforms"], tmp_path) == {"outbound"}


def test_the_gate_of_contracts_and_stages_can_fail(tmp_path: Path) -> None:
    """A platform of which no test tells is seen."""
    assert unshown("x", tmp_path) == ["tests/contracts/test_x.py", "tests/scenarios/x_stage.py"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("def f(a):\n  return a", []),
        ("async def f(a):\n  await a", [1, 2]),
        ("async def f(a):\n  async with a:\n    async for b in a: ...", [1, 2, 3]),
        ("x = [a async for a in b]", [1]),
    ],
)
def test_the_gate_of_pure_conversions_can_fail(text: str, lines: list[int]) -> None:
    """Every way of waiting is seen."""
    assert waits(Module("adapters/platforms/x/inbound.py", text)) == lines


@pytest.mark.parametrize(
    ("path", "nameless"),
    [("bot/utils.py", True), ("bot/core/turns.py", True), ("bot/turns.py", False), ("bot/database.py", False)],
)
def test_the_gate_of_names_can_fail(path: str, nameless: bool) -> None:  # noqa: FBT001  one row of a table
    """A drawer is seen as a file and as a folder; a word that contains such a name is not one."""
    assert is_nameless(path) == nameless


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x = text[:2000]", [2000]),
        ("LIMIT = 10 * 1024 * 1024", [10 * MEBIBYTE]),
        ("LIMIT = 25 << 20", [25 * MEBIBYTE]),
        ("LIMIT = 50 * 2**20", [50 * MEBIBYTE]),
        ("x = 10485760", [10 * MEBIBYTE]),
        ("read(64 * 1024)\nstatus = 404\nx = 1.5 * 3", []),
    ],
)
def test_the_gate_of_limits_can_fail(text: str, values: list[int]) -> None:
    """A limit is seen however it is written; the size of a read is not one."""
    assert [value for _, value in limits_in(Module("adapters/platforms/x/outbound.py", text))] == values


def test_the_gate_of_bare_limits_can_fail() -> None:
    """In the core a constant is not bare, a number between the words is."""
    text = "HEAD: int = 4096\nTAIL = 4096\ndef f(text):\n    cut = 4096\n    return text[:2000]"

    assert bare_limits_in(Module("bot/example.py", text)) == [(4, 4096), (5, 2000)]


@pytest.mark.parametrize(
    "text",
    [
        "--extra-index-url example\n",
        "aiohttp>=3\n",
        "aiohttp==3.14.5\n",
        "aiohttp @ https" + "://example.org/aiohttp.whl\n",
        "# made by hand\n",
    ],
)
def test_the_gate_of_locks_can_fail(text: str) -> None:
    """An address, a range, a remark and a pin without hash are seen."""
    good = "attrs==1 ; sys_platform == 'x' \\\n    --hash=sha256:" + "0" * 64 + "\n"

    assert lock_faults(good) == []
    assert lock_faults(good + text) != []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("open('/wo" + "rk/main/x')", True),
        ("HOME=/ro" + "ot", True),
        ("cd /home/" + "ann/x", True),
        ("see docs/wo" + "rk/x and /wo" + "rkers", False),
    ],
)
def test_the_gate_of_machine_paths_can_fail(text: str, named: bool) -> None:  # noqa: FBT001  one row of a table
    """An absolute folder of somebody's machine is seen, a relative one is not."""
    assert bool(MACHINE.search(text)) == named


def test_the_gate_of_registries_can_fail() -> None:
    """A registry's host is seen wherever it stands."""
    assert REGISTRY.search("pip install --index-url=https" + "://py" + "pi.org/simple")
