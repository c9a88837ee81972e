"""Where one of a few words is told: which they are."""

from enum import StrEnum


class ChannelKind(StrEnum):
    TEXT = "text"
    VOICE = "voice"
    CATEGORY = "category"
    PUBLIC_THREAD = "public_thread"
    PRIVATE_THREAD = "private_thread"
    DM = "dm"


class SubjectKind(StrEnum):
    ROLE = "role"
    MEMBER = "member"


class FieldKind(StrEnum):
    """`paragraph` is a text of several lines; from `user` to `channel` they are selects of what the server has."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    SELECT = "select"
    USER = "user"
    ROLE = "role"
    MENTIONABLE = "mentionable"
    CHANNEL = "channel"
    FILE = "file"


class CommandKind(StrEnum):
    CHAT = "chat"
    USER = "user"
    MESSAGE = "message"


class LogKind(StrEnum):
    REQUEST = "request"
    EVENT = "event"


class NewsType(StrEnum):
    MESSAGE = "message"
    GONE = "gone"
    SERVER = "server"
    TIME = "time"
    LOG = "log"
    GUIDE = "guide"
