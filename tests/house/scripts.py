"""The page's scripts and style sheets as words, for tests about how they are written. They are read, not run."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tests.house.source import ROOT

PAGE = ROOT / "bot/sandbox/page"

_TOKEN = re.compile(
    r"(?P<blank>\s+)|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<string>'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\")"
    r"|(?P<number>\d[\w.]*)|(?P<word>[A-Za-z_$#][\w$]*)|(?P<sign>.)",
    re.DOTALL,
)
_PIECE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*", re.DOTALL)
_PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
# After these words a slash begins a pattern; after any other word it divides.
_BEFORE_A_VALUE = {"return", "typeof", "case", "in", "of", "new", "await", "yield", "throw", "else"}
_OPENING, _CLOSING = ("(", "{", "[", "${"), (")", "}", "]")
_ENDS_A_VALUE = re.compile(r"[)\]}]")


class Token(NamedTuple):
    """`kind` is comment, string (also a piece of a template), pattern, number, word or sign."""

    kind: str
    text: str
    line: int


def tokens(text: str) -> Iterator[Token]:
    """Every token but blanks, in order; strings without their quotation marks."""
    at, inside, last = 0, [""], Token("sign", "", 0)  # `inside` the braces, templates and their gaps that are open
    while at < len(text):
        kind, end = _next(text, at, inside, last)
        token = Token(kind, text[at:end], text.count("\n", 0, at) + 1)
        at = end
        if kind == "string" and token.text[:1] in ("'", '"') and inside[-1] != "`":
            token = token._replace(text=token.text[1:-1])
        if kind not in ("blank", "comment"):
            last = token
        if kind != "blank":
            yield token


def _next(text: str, at: int, inside: list[str], last: Token) -> tuple[str, int]:
    if inside[-1] == "`":
        return _in_template(text, at, inside)
    if text[at] == "/" and text[at + 1 : at + 2] not in ("/", "*") and _is_pattern_after(last):
        found = _PATTERN.match(text, at)
        assert found, text[at : at + 40]
        return "pattern", found.end()
    found = _TOKEN.match(text, at)
    assert found
    assert found.lastgroup
    if found[0] in ("`", "{"):
        inside.append(found[0])
    elif found[0] == "}":
        inside.pop()
    return found.lastgroup, found.end()


def _in_template(text: str, at: int, inside: list[str]) -> tuple[str, int]:
    found = _PIECE.match(text, at)
    assert found
    if found[0]:
        return "string", found.end()
    if text[at] == "`":
        inside.pop()
        return "sign", at + 1
    inside.append("${")
    return "sign", at + 2


def _is_pattern_after(last: Token) -> bool:
    if last.kind == "word":
        return last.text in _BEFORE_A_VALUE
    return last.kind == "sign" and not _ENDS_A_VALUE.match(last.text) and last.text != "`"


@dataclass(frozen=True)
class Script:
    """One module of the page."""

    name: str
    text: str

    @cached_property
    def tokens(self) -> Sequence[Token]:
        return tuple(tokens(self.text))

    @cached_property
    def code(self) -> Sequence[Token]:
        """Without comments."""
        return tuple(one for one in self.tokens if one.kind != "comment")

    @cached_property
    def bare(self) -> str:
        """The code with a blank between all tokens and every string empty."""
        return " ".join("''" if one.kind in ("string", "pattern") else one.text for one in self.code)

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def strings(self) -> list[str]:
        return [one.text for one in self.code if one.kind == "string"]

    def words(self) -> Counter[str]:
        return Counter(one.text for one in self.code if one.kind == "word")

    def exports(self) -> set[str]:
        return set(re.findall(r"export (?:async )?(?:function|const|let|class) (?:\* )?([\w$]+)", self.bare))

    def declares(self) -> set[str]:
        """Functions, classes and constants at the outermost level."""
        return set(
            re.findall(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) ([\w$]+)", self.text, re.MULTILINE)
        )

    def imports(self) -> Iterator[tuple[str, str, str]]:
        """From where, what (`*` is all of it), and what it is called here."""
        pattern = re.compile(r"^import (?:\* as (\w+)|\{([^}]*)\}) from '([^']*)';$", re.MULTILINE)
        for whole, named, source in pattern.findall(self.text):
            if whole:
                yield source, "*", whole
            for each in filter(None, (one.strip() for one in named.split(","))):
                name, _, alias = each.partition(" as ")
                yield source, name, alias or name

    def classes(self) -> set[str]:
        """Every class that it gives to an element; of `face hue-${hue}` also "hue-", which is the beginning of one."""
        said = [*self._after("class", ":"), *self._after("classList"), *self._after("className")]
        return {name for text in said for name in text.split()}

    def selectors(self) -> str:
        """The strings by which it looks for elements."""
        asking = ("querySelector", "querySelectorAll", "closest", "matches")
        return " ".join(text for word in asking for text in self._after(word))

    def ids(self) -> set[str]:
        """Every id that it gives."""
        return set(self._after("id", ":"))

    def sought_ids(self) -> set[str]:
        return {*self._after("byId"), *re.findall(r"#([a-z][\w-]*)", self.selectors())}

    def functions(self) -> Iterator[tuple[str, int]]:
        """The name and the lines of each function that is declared as one, and of each method."""
        for at, token in enumerate(self.code):
            if token.text == "function" and token.kind == "word":
                yield self.code[at + 1].text, _block(self.code[at:])
        yield from self.methods()

    def methods(self) -> Iterator[tuple[str, int]]:
        """In the order in which their classes have them."""
        for at, token in enumerate(self.code):
            if token.text == "class" and token.kind == "word" and self.code[at + 1].kind == "word":
                yield from _methods(self.code[at:])

    def elements(self) -> set[str]:
        """The names of all elements that it makes, also by a constant; of h(`h${level}`) "h", the beginning of one."""
        constants = re.findall(r"(?<!\. )(?<![\w$])(?:h|svg) \( ([A-Z]+)", self.bare)
        by_constant = {name for one in constants for name in self._after(one, "=")}
        return by_constant.union(*map(self.first_arguments, ("h", "svg")))

    def first_arguments(self, function: str) -> Iterator[str]:
        """The strings in the first argument of each call of a function that stands alone, as no method does."""
        for at, name in enumerate(self.code[:-1]):
            stands_alone = at == 0 or self.code[at - 1].text != "."
            if (name.kind, name.text) == ("word", function) and self.code[at + 1].text == "(" and stands_alone:
                yield from _strings(self.code[at + 2 :], to_comma=True)

    def _after(self, word: str, sign: str = "") -> Iterator[str]:
        """The strings that follow this word, up to the end of its argument or value."""
        for at, token in enumerate(self.code):
            if token.text == word and token.kind == "word" and (not sign or self.code[at + 1].text == sign):
                yield from _strings(self.code[at + 1 :], to_comma=bool(sign))


def _strings(following: Sequence[Token], *, to_comma: bool) -> Iterator[str]:
    """Strings up to the end of an argument or value; what stands in a gap of `hue-${...}` with what is before it."""
    begun = [""]  # of what is open, what the string inside goes on with
    for token, before in zip(following, [following[0], *following], strict=False):
        if token.kind == "string":
            yield begun[-1] + token.text
        if token.kind != "sign":
            continue
        closes = token.text in (")", "]", "}")
        if token.text in ("(", "[", "{", "${"):
            begun.append(re.split(r"\s", before.text)[-1] if token.text == "${" and before.kind == "string" else "")
        elif closes:
            begun.pop()
        ends = token.text in (",", ";") if to_comma else closes or token.text == ";"
        if not begun or (len(begun) == 1 and ends):
            return


def _block(following: Sequence[Token]) -> int:
    """Lines from the first token to the end of the first block that comes after its parameters."""
    depth, began = 0, False
    for token in following:
        if token.kind != "sign":
            continue
        began = began or (depth == 0 and token.text == "{")
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if began and depth == 0:
            return token.line - following[0].line + 1
    return following[-1].line - following[0].line + 1


def _methods(following: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Of the class that begins with the first token: names with brackets and a block, directly in its own block."""
    depth = 0
    for at, token in enumerate(following):
        if depth == 1 and token.kind == "word" and following[at + 1].text == "(" and _has_block(following[at + 1 :]):
            yield token.text, _block(following[at:])
        if token.kind == "sign":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            if depth == 0 and token.text == "}":
                return


def _has_block(following: Sequence[Token]) -> bool:
    """Whether a block begins where the bracket ends that is the first token."""
    depth = 0
    for token, after in pairwise(following):
        if token.kind == "sign":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if depth == 0:
            return after.text == "{" and after.kind == "sign"
    return False


def scripts() -> list[Script]:
    return [Script(path.name, path.read_text(encoding="utf-8")) for path in _files("js")]


def sheets() -> dict[str, str]:
    """The style sheets by name, without comments."""
    return {path.name: bare_sheet(path.read_text(encoding="utf-8")) for path in _files("css")}


def bare_sheet(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def index() -> str:
    return (PAGE / "index.html").read_text(encoding="utf-8")


def _files(ending: str) -> list[Path]:
    return sorted(PAGE.glob(f"*.{ending}"))
