"""The product stays readable: functions fit a screen, files a sitting, and errors are caught by name."""

from collections.abc import Callable, Iterable
from itertools import chain
from textwrap import indent

import pytest

from tests.architecture.measure import (
    Measured,
    broad_excepts,
    class_lengths,
    depths,
    function_lengths,
    parameter_counts,
    share,
)
from tests.architecture.source import PRODUCT, Module, modules

FUNCTION_SHARES = {50: 6, 95: 30, 99: 50, 100: 60}
FILE_LINES = 450
CLASS_LINES = 200
PARAMETERS = 6
DEPTH = 3
MAY_CATCH_ALL = {"bot/dispatch.py", "bot/tasks.py"}
BROAD_EXCEPTS = 3

Measure = Callable[[Module], list[Measured]]


def over(limit: int, measure: Measure, tree: Iterable[Module]) -> list[Measured]:
    """What is larger than its limit."""
    return [each for each in chain.from_iterable(map(measure, tree)) if each.size > limit]


def lengths_over(shares: dict[int, int], tree: Iterable[Module]) -> dict[int, int]:
    """The shares (in percent) whose functions are longer than they may be, with the length found."""
    lengths = [each.size for module in tree for each in function_lengths(module)]
    return {percent: share(lengths, percent) for percent, most in shares.items() if share(lengths, percent) > most}


def file_lengths(module: Module) -> list[Measured]:
    """The lines of the file, all of them."""
    return [Measured(module.path, len(module.text.splitlines()))]


def module(text: str) -> Module:
    """A module that says this."""
    return Module("bot/example.py", text)


@pytest.fixture(scope="module")
def product() -> list[Module]:
    """Every module of the product; a gate over nothing would hold for nothing."""
    found = modules(*PRODUCT)
    assert found
    return found


def test_functions_fit_a_screen(product: list[Module]) -> None:
    """Most functions are a handful of lines and none is longer than a screen."""
    assert lengths_over(FUNCTION_SHARES, product) == {}, over(FUNCTION_SHARES[95], function_lengths, product)


def test_files_and_classes_stay_small(product: list[Module]) -> None:
    """No file or class grows into the place where everything ends up."""
    assert over(FILE_LINES, file_lengths, product) == []
    assert over(CLASS_LINES, class_lengths, product) == []


def test_functions_take_few_parameters(product: list[Module]) -> None:
    """What needs more than six things is missing a noun."""
    assert over(PARAMETERS, parameter_counts, product) == []


def test_blocks_are_not_nested_deeply(product: list[Module]) -> None:
    """A reader never holds more than three conditions in mind."""
    assert over(DEPTH, depths, product) == []


def test_errors_are_caught_by_name(product: list[Module]) -> None:
    """Only the two places where work is begun may catch everything."""
    caught = [where for each in product for where in broad_excepts(each)]

    assert [where for where in caught if where.rpartition(":")[0] not in MAY_CATCH_ALL] == []
    assert len(caught) <= BROAD_EXCEPTS


def test_the_length_gate_can_fail() -> None:
    """A long function is seen, and its docstring, blank lines and comments are not counted against it."""
    words = '    """What it does.\n\n    And more.\n    """\n\n    # why\n'
    fits = module("def f():\n" + words + "    x = 1\n" * 5)
    bursts = module("def f():\n" + words + "    x = 1\n" * 60)

    assert [each.size for each in function_lengths(fits)] == [6]
    assert lengths_over(FUNCTION_SHARES, [fits]) == {}
    assert lengths_over(FUNCTION_SHARES, [bursts]) == {50: 61, 95: 61, 99: 61, 100: 61}


def test_declarations_do_not_flatter_the_median() -> None:
    """A protocol's empty methods are not counted as short functions."""
    contract = module(
        'class P:\n    def f(self) -> int:\n        """Give one."""\n        ...\n\n    def g(self): ...\n'
    )

    assert function_lengths(contract) == []


def test_the_file_and_class_gates_can_fail() -> None:
    """A class of more than 200 lines and a file of more than 450 are seen."""
    large = module("class C:\n" + "    x = 1\n" * 450)

    assert [each.size for each in over(CLASS_LINES, class_lengths, [large])] == [451]
    assert [each.size for each in over(FILE_LINES, file_lengths, [large])] == [451]


@pytest.mark.parametrize(
    ("signature", "count"),
    [
        ("self, a, b, c, d, e, f", 6),
        ("self, a, b, c, d, e, f, g", 7),
        ("a, b, /, c, *d, e, f, **g", 7),
        ("*, a, b, c, d, e, f, g", 7),
    ],
)
def test_the_parameter_gate_can_fail(signature: str, count: int) -> None:
    """Every kind of parameter counts, the bound object does not."""
    assert [each.size for each in parameter_counts(module(f"def f({signature}): ..."))] == [count]


@pytest.mark.parametrize(
    ("body", "depth"),
    [
        ("x = 1", 0),
        ("if a:\n  b\nelif c:\n  d\nelif e:\n  f\nelif g:\n  h\nelse:\n  i", 1),
        ("for a in b:\n  while c:\n    with d:\n      e", 3),
        ("for a in b:\n  while c:\n    with d:\n      if e:\n        f", 4),
        ("if a:\n  b\nelse:\n  if c:\n    d\n  e", 2),
        ("try:\n  a\nexcept E:\n  if b:\n    c", 2),
        ("match a:\n  case 1:\n    if b:\n      c", 2),
        ("with a:\n  def g():\n    if b:\n      c", 1),
    ],
)
def test_the_depth_gate_can_fail(body: str, depth: int) -> None:
    """Every kind of block counts one, a chain of conditions counts once."""
    assert depths(module("def f():\n" + indent(body, "  ")))[0].size == depth


@pytest.mark.parametrize(
    ("text", "broad"),
    [
        ("try:\n  a\nexcept: b", True),
        ("try:\n  a\nexcept Exception: b", True),
        ("try:\n  a\nexcept (OSError, BaseException): b", True),
        ("try:\n  a\nexcept* Exception: b", True),
        ("with suppress(Exception): a", True),
        ("with contextlib.suppress(OSError, Exception): a", True),
        ("try:\n  a\nexcept OSError: b", False),
        ("with suppress(OSError): a", False),
    ],
)
def test_the_gate_of_broad_excepts_can_fail(text: str, broad: bool) -> None:  # noqa: FBT001  one row of a table
    """However it is written, catching everything is seen."""
    assert bool(broad_excepts(module(text))) == broad
