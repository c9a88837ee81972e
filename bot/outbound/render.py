"""What each effect looks like: a table from effects to messages. Pure: the same effect is the same message for ever."""

from bot.outbound.cards import form, panel, welcome
from bot.outbound.closing import unplaced_rating
from bot.outbound.payload import Message
from bot.outbound.sayings import saying
from bot.outbound.scene import Scene
from models.effects import PostForm, PostPanel, Say, ShowRating, Welcome

Plain = Welcome | PostForm | Say | PostPanel | ShowRating


def rendered(effect: Plain, scene: Scene) -> Message:
    """The message of an effect that needs nothing from the archive."""
    match effect:
        case Welcome():
            return welcome(effect, scene)
        case PostForm():
            return form(effect, scene)
        case PostPanel():
            return panel(effect, scene)
        case Say():
            return saying(effect, scene)
        case ShowRating(message=None):
            return unplaced_rating(effect, scene)
    raise TypeError(effect)
