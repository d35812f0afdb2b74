"""How long, how wide and how deep code is; pure functions over the text of a module."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

from tests.architecture.source import Module

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
BROAD = {"Exception", "BaseException"}


@dataclass(frozen=True, slots=True)
class Measured:
    """Where something stands, and how much of it there is."""

    where: str
    size: int


def share(sizes: Sequence[int], percent: int) -> int:
    """The size that so many percent do not exceed (nearest rank); 0 where there is nothing."""
    ranked = sorted(sizes)
    return ranked[max(0, ceil(len(ranked) * percent / 100) - 1)] if ranked else 0


def function_lengths(module: Module) -> list[Measured]:
    """Lines of code of each function: no docstring, blank line, comment or decorator, and no mere declaration."""
    lines = module.text.splitlines()
    doing = (function for function in _functions(module) if not _only_declares(function))
    return [Measured(_where(module, function), _code_lines(function, lines)) for function in doing]


def class_lengths(module: Module) -> list[Measured]:
    """Lines of code of each class, its methods included."""
    lines = module.text.splitlines()
    classes = (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef))
    return [Measured(_where(module, each), _code_lines(each, lines)) for each in classes]


def parameter_counts(module: Module) -> list[Measured]:
    """How many parameters each function takes, `self` and `cls` left out."""
    return [Measured(_where(module, function), _parameters(function.args)) for function in _functions(module)]


def depths(module: Module) -> list[Measured]:
    """How many blocks stand inside each other in each function; `elif` adds none, an inner function starts anew."""
    return [Measured(_where(module, function), max(map(_depth, function.body))) for function in _functions(module)]


def broad_excepts(module: Module) -> list[str]:
    """Where everything is caught: bare, by `Exception` or `BaseException`, alone, in a tuple or through `suppress`."""
    nets = (node for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler | ast.Call))
    return [f"{module.path}:{net.lineno}" for net in nets if _catches_all(net)]


def _functions(module: Module) -> Iterator[Function]:
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))


def _where(module: Module, node: Function | ast.ClassDef) -> str:
    return f"{module.path}:{node.lineno} {node.name}"


def _code_lines(node: Function | ast.ClassDef, lines: Sequence[str]) -> int:
    described = {number for text in _docstrings(node) for number in _lines_of(text)}
    code = (lines[number - 1].strip() for number in _lines_of(node) if number not in described)
    return sum(1 for line in code if line and not line.startswith("#"))


def _lines_of(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _docstrings(node: ast.AST) -> list[ast.stmt]:
    bodies = (inner.body for inner in ast.walk(node) if isinstance(inner, Function | ast.ClassDef))
    return [body[0] for body in bodies if _is_constant(body[0])]


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _only_declares(function: Function) -> bool:
    return all(_is_constant(statement) for statement in function.body)


def _parameters(arguments: ast.arguments) -> int:
    named = [*arguments.posonlyargs, *arguments.args]
    bound = named[:1] if named and named[0].arg in {"self", "cls"} else []
    gathered = [each for each in (arguments.vararg, arguments.kwarg) if each]
    return len(named) - len(bound) + len(arguments.kwonlyargs) + len(gathered)


def _depth(node: ast.AST) -> int:
    if isinstance(node, SCOPES):
        return 0
    inside = max((_depth(child) - _is_elif(node, child) for child in ast.iter_child_nodes(node)), default=0)
    return inside + isinstance(node, BLOCKS)


def _is_elif(node: ast.AST, child: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]


def _catches_all(net: ast.ExceptHandler | ast.Call) -> bool:
    match net:
        case ast.ExceptHandler(type=None):
            return True
        case ast.ExceptHandler(type=caught):
            return _names_all(caught)
        case ast.Call(func=ast.Name("suppress") | ast.Attribute(attr="suppress"), args=caught):
            return any(map(_names_all, caught))
    return False


def _names_all(caught: ast.AST | None) -> bool:
    return any(isinstance(node, ast.Name) and node.id in BROAD for node in ast.walk(caught)) if caught else False
