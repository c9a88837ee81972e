"""What a pure function can lead to, read from its source: which classes it makes, which reasons it refuses with.

The walk follows calls through our own modules. Where a `match` or an `isinstance` asks for the subject's class, only
branches that this class can take are followed; all else counts as possible, so the answer is never too small.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tests.house.source import Function, Module

Reached = tuple[str, str]  # a module's dotted name and the name of a function in it


@dataclass
class Found:
    """Dotted names of classes that were made and enum members that were named, and the keywords given to `replace`."""

    made: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Source:
    """Our modules by dotted name, and what the names in each of them mean."""

    modules: dict[str, Module]

    @classmethod
    def of(cls, modules: Sequence[Module]) -> "Source":
        return cls({_dotted(module.path): module for module in modules})

    @cached_property
    def functions(self) -> dict[Reached, Function]:
        return {
            (name, node.name): node
            for name, module in self.modules.items()
            for node in module.tree.body
            if isinstance(node, Function)
        }

    @cached_property
    def imported(self) -> dict[str, dict[str, str]]:
        return {name: dict(_imports(module.tree)) for name, module in self.modules.items()}

    def meaning(self, module: str, expression: ast.expr) -> str:
        """The dotted name of what is written: `e.Closed` is `models.events.Closed`."""
        head, dot, rest = ast.unparse(expression).partition(".")
        if (module, head) in self.functions:
            return f"{module}.{head}"
        return self.imported[module].get(head, head) + dot + rest


def reach(source: Source, start: Reached, subject: str) -> Found:
    """Everything that the function may lead to while it is about an instance of `subject`, a dotted class."""
    walk = _Walk(source, subject)
    walk.function(start)
    return walk.found


class _Walk:
    def __init__(self, source: Source, subject: str) -> None:
        self.source, self.subject, self.family = source, subject, _family(subject)
        self.found = Found()
        self.seen: set[Reached] = set()

    def function(self, reached: Reached) -> None:
        if reached not in self.seen:
            self.seen.add(reached)
            self.block(reached[0], self.source.functions[reached].body)

    def block(self, module: str, statements: Sequence[ast.stmt]) -> bool:
        """Walks until a statement ends the function for this subject; says whether one did."""
        return any(self.statement(module, statement) for statement in statements)

    def statement(self, module: str, statement: ast.stmt) -> bool:
        match statement:
            case ast.Match(subject, cases) if any(self.classes(module, case.pattern) for case in cases):
                self.expression(module, subject)
                return self.cases(module, cases)
            case ast.If(test, body, orelse) if (known := self.known(module, test)) is not None:
                return self.block(module, body if known else orelse)
            case ast.Return() | ast.Raise():
                self.expression(module, statement)
                return True
            case ast.AnnAssign(value=value):
                self.expression(module, value)
                return False
        for child in ast.iter_child_nodes(statement):
            self.anything(module, child)
        return False

    def anything(self, module: str, node: ast.AST) -> None:
        match node:
            case ast.stmt():
                self.statement(module, node)
            case ast.expr():
                self.expression(module, node)
            case _:
                for child in ast.iter_child_nodes(node):
                    self.anything(module, child)

    def cases(self, module: str, cases: Sequence[ast.match_case]) -> bool:
        """Only those that this subject can take; the first that takes it without asking more is the last."""
        for case in cases:
            classes = self.classes(module, case.pattern)
            if classes and self.subject not in classes:
                continue
            ended = self.block(module, case.body)
            if case.guard is None and (not classes or _asks_for_the_class_alone(case.pattern)):
                return ended
        return False

    def classes(self, module: str, pattern: ast.pattern) -> set[str]:
        """The classes of the subject's family that a pattern asks for."""
        asked = {
            self.source.meaning(module, node.cls) for node in ast.walk(pattern) if isinstance(node, ast.MatchClass)
        }
        return {name for name in asked if _family(name) == self.family}

    def known(self, module: str, test: ast.expr) -> bool | None:
        """What `isinstance` says of the subject, where that is all that is asked."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self.known(module, test.operand)
            return None if inner is None else not inner
        if not (isinstance(test, ast.Call) and ast.unparse(test.func) == "isinstance"):
            return None
        asked = {self.source.meaning(module, one) for one in _either(test.args[1])}
        return self.subject in asked if all(_family(name) == self.family for name in asked) else None

    def expression(self, module: str, node: ast.AST | None) -> None:
        for part in ast.walk(node) if node else ():
            if isinstance(part, ast.Name | ast.Attribute):
                self.name(self.source.meaning(module, part))
            if isinstance(part, ast.Call):
                self.call(self.source.meaning(module, part.func), part)

    def name(self, meaning: str) -> None:
        """A function that is only handed on may be called by whoever gets it."""
        self.found.named.add(meaning)
        module, _, name = meaning.rpartition(".")
        if (module, name) in self.source.functions:
            self.function((module, name))

    def call(self, meaning: str, call: ast.Call) -> None:
        self.found.made.add(meaning)
        if meaning == "dataclasses.replace":
            self.found.replaced |= {keyword.arg for keyword in call.keywords if keyword.arg}


def _family(name: str) -> str:
    """Where a class stands; the events of a ticket and those of a desk are told apart by one `match`."""
    return name.rpartition(".")[0].replace("desk_events", "events")


def _asks_for_the_class_alone(pattern: ast.pattern) -> bool:
    match pattern:
        case ast.MatchOr(patterns):
            return all(_asks_for_the_class_alone(one) for one in patterns)
        case ast.MatchAs(inner):
            return inner is None or _asks_for_the_class_alone(inner)
        case ast.MatchClass(patterns=by_place, kwd_patterns=by_name):
            return all(isinstance(one, ast.MatchAs) and one.pattern is None for one in (*by_place, *by_name))
    return False


def _either(classes: ast.expr) -> Iterator[ast.expr]:
    match classes:
        case ast.Tuple(several):
            yield from several
        case ast.BinOp(left, ast.BitOr(), right):
            yield from (*_either(left), *_either(right))
        case _:
            yield classes


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
