"""Our own source as syntax trees, for tests about how it is written."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("models", "actors", "bot")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of ours; `path` is relative to the root, with slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> Iterator[str]:
        """The dotted name of every module that is imported, anywhere in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call by what is written before its parenthesis: `datetime.now`, `loop.create_task`, `f().g`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every Python file under these folders, in order."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(_read(path) for path in paths)


def shipped() -> tuple[Module, ...]:
    """What is shipped."""
    return modules(*PACKAGES)


def of_tests() -> tuple[Module, ...]:
    return modules("tests")


def parse(text: str, path: str = "bot/example.py") -> Module:
    """A module that stands in no file, for tests of the tests."""
    return Module(path, text, ast.parse(text))


def _read(path: Path) -> Module:
    return parse(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())


def body_lines(function: Function) -> int:
    """The lines of a function without its decorators and docstring."""
    first, *rest = function.body
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and bool(rest)
    start = rest[0].lineno if has_docstring else first.lineno
    return (function.end_lineno or start) - start + 1


BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)


def depth(function: Function) -> int:
    """How many blocks lie within one another at the deepest place; an `elif` lies beside its `if`."""
    return max((_depth(statement) for statement in function.body), default=0)


def _depth(node: ast.AST) -> int:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return 0
    inner = 0
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        inner = max(inner, _depth(child) - 1 if is_elif else _depth(child))
    return inner + isinstance(node, BLOCKS)
