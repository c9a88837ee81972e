"""What is kept of a letter that could not be read, so that its ticket can go on without it."""

from dataclasses import dataclass

from models.moment import Moment


@dataclass(frozen=True, slots=True)
class Grave:
    """A letter that could not be read: its name and type, the error's type and traceback; never what was said."""

    letter: str
    command: str
    error: str
    traceback: str
    at: Moment
