"""What a route of the control interface is: its method and path, and a handler whose signature says the rest.

The handler takes the call, `wish` where it reads a body and `asked` where it reads a query; what it returns is told as
JSON, nothing as 204. Its name is the operation's, the first line of its docstring what is said of it.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_type_hints

from aiohttp import web
from pydantic import BaseModel, TypeAdapter

from bot.sandbox.doors import Routed

PREFIX = "/control"


@dataclass(frozen=True)
class Route(Routed):
    """`pattern` is what follows /control; `takes_yaml` where the body may be YAML as well as JSON.

    What a frame holds that a socket `tells` or `hears` no signature says.
    """

    handler: Callable[..., Any]
    takes_yaml: bool = False
    tells: type[BaseModel] | None = None
    hears: type[BaseModel] | None = None

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def about(self) -> str:
        return (inspect.getdoc(self.handler) or "").partition("\n")[0]

    @cached_property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.handler, include_extras=True)

    @property
    def wish(self) -> Any:
        """What the body is read as; None where there is none."""
        return self.hints.get("wish")

    @property
    def asked(self) -> type[BaseModel] | None:
        """What the query is read as."""
        found: type[BaseModel] | None = self.hints.get("asked")
        return found

    @property
    def view(self) -> Any:
        """What the answer is; None where there is nothing to tell."""
        told = self.hints["return"]
        return None if told is type(None) else told

    @property
    def is_socket(self) -> bool:
        return self.view is web.WebSocketResponse

    @cached_property
    def reader(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.wish)

    @cached_property
    def writer(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.view)

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.pattern)
