"""Collects what is wrong with a request body into Discord's error tree, and refuses the body once at the end.

Shape: https://discord.com/developers/docs/reference#error-messages
"""

from typing import Any

from bot.sandbox import errors
from bot.sandbox.errors import ApiError, NotAllowed
from bot.sandbox.model import Json

Path = tuple[str | int, ...]
LONGEST = 20  # digits of 64 bits


class ErrorTree:
    """What is wrong so far; falsy while nothing is."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def __bool__(self) -> bool:
        return bool(self._tree)

    def add(self, path: Path, code: str, message: str) -> None:
        node = self._tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def refuse(self) -> None:
        """Raises 50035 with the tree if anything is wrong."""
        if self._tree:
            raise self.refusal

    @property
    def refusal(self) -> ApiError:
        return ApiError(errors.INVALID_FORM, self._tree)

    # the checks that many fields share

    def text(self, path: Path, value: Any, longest: int, shortest: int = 0) -> bool:
        """A string of this length; null and absent are the caller's to forbid."""
        if value is None:
            return False
        if not isinstance(value, str):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Must be string.")
        elif len(value) < shortest or len(value) > longest:
            self._length(path, longest, shortest)
        else:
            return True
        return False

    def required_text(self, path: Path, value: Any, longest: int) -> bool:
        if value is None or (isinstance(value, str) and not value.strip()):
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
            return False
        return self.text(path, value, longest)

    def items(self, path: Path, value: Any, most: int, fewest: int = 0) -> list[Any]:
        """The elements of a list of this size; a wrong list is noted and read as empty."""
        if value is None and not fewest:
            return []
        if not isinstance(value, list):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Must be a list.")
        elif not fewest <= len(value) <= most:
            self._length(path, most, fewest)
        else:
            return value
        return []

    def number(self, path: Path, value: Any, least: int, most: int) -> bool:
        if value is None:
            return False
        if not isinstance(value, int) or isinstance(value, bool):
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < least:
            self.add(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        elif value > most:
            self.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
        else:
            return True
        return False

    def digits(self, path: Path, value: Any) -> bool:
        """A number of 64 bits, which may come as text."""
        if value is None:
            return False
        if is_good := str(value).isdecimal() and len(str(value)) <= LONGEST:
            return is_good
        self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        return False

    def _length(self, path: Path, longest: int, shortest: int) -> None:
        if shortest:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {shortest} and {longest} in length.")
        else:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {longest} or fewer in length.")


def refuse(path: Path, code: str, message: str) -> ApiError:
    """The 50035 of one single fault."""
    tree = ErrorTree()
    tree.add(path, code, message)
    return tree.refusal


def wrong(told: str, path: Path, code: str = "BASE_TYPE_CHOICES") -> NotAllowed:
    """What the client does not let somebody choose or write; `path` is where in what they do."""
    return NotAllowed(told, refuse(path, code, told))
