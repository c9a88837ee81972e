"""The sentence for an answer that is no success: a refusal of the rules, or a letter that got no verdict."""

from actors.letters import Buried, Busy, Gone, NoAnswerYet, NotOurs, Stuck, Unanswered
from bot.wording.shape import Words
from models.errors import Refused


def refused(refusal: Refused, words: Words) -> str:
    return words.answers.refusals[refusal.reason].format(**refusal.facts)


def unanswered(why: Unanswered, words: Words, *, is_desk: bool = False) -> str:
    """Of a ticket, or of the desk."""
    says = words.answers
    match why:
        case Busy():
            return says.busy
        case Stuck():
            return says.stuck_desk if is_desk else says.stuck
        case NoAnswerYet():
            return says.not_answered_yet
        case Gone():
            return says.gone
        case NotOurs():
            return says.moved
        case Buried():
            return says.buried
    raise TypeError(why)
