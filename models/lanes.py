"""Which promises wait for one another: those that go the same way."""

from enum import StrEnum

from models.effects import (
    CompleteArchive,
    CreateSurface,
    DeleteMessage,
    DeleteSurface,
    Effect,
    KeepFile,
    Place,
    PostForm,
    PostPanel,
    Rename,
    ReturnGated,
    Say,
    SendTranscript,
    SetAccess,
    ShowCard,
    ShowPanel,
    ShowRating,
    Tell,
    Welcome,
)


class Lane(StrEnum):
    """FIFO inside, independent of one another."""

    CHANNEL = "channel"
    OWNER_DM = "owner_dm"
    STAFF_DM = "staff_dm"
    SLA = "sla"
    TRANSCRIPTS = "transcripts"
    STAFF_LOG = "staff_log"
    ACCESS = "access"
    NAME = "name"
    DELETE = "delete"
    FILES = "files"
    ARCHIVE = "archive"
    DESK = "desk"


LANE_OF_PLACE = {
    Place.TICKET: Lane.CHANNEL,
    Place.SLA: Lane.SLA,
    Place.OWNER_DM: Lane.OWNER_DM,
    Place.STAFF_LOG: Lane.STAFF_LOG,
    Place.TRANSCRIPTS: Lane.TRANSCRIPTS,
}


def lane_of(effect: Effect) -> Lane:
    match effect:
        case CreateSurface() | Welcome() | PostForm() | ShowCard() | PostPanel() | ShowPanel() | DeleteSurface():
            return Lane.CHANNEL
        case DeleteMessage(to=Place.TICKET):
            return Lane.DELETE
        case Rename():
            return Lane.NAME
        case KeepFile():
            return Lane.FILES
        case SetAccess():
            return Lane.ACCESS
        case Say(to=place) | SendTranscript(to=place) | DeleteMessage(to=place):
            return LANE_OF_PLACE[place]
        case ReturnGated():
            return Lane.STAFF_DM
        case CompleteArchive():
            return Lane.ARCHIVE
        case ShowRating(message=message):
            return Lane.TRANSCRIPTS if message else Lane.STAFF_LOG
        case Tell():
            return Lane.DESK
    raise TypeError(effect)
