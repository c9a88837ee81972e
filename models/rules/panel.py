"""The message by which tickets are opened: posted once, replaced when it is set up anew; it follows the policy."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

from models import desk_events as d
from models import effects as f
from models.desk import Panel
from models.effects import Place
from models.ids import EffectId, What
from models.moment import Moment, first_snowflake
from models.policy import Policy


def digest(policy: Policy) -> str:
    """Names what a panel shows by this policy: the same for the same choices, looks and order."""
    kinds = [(key, kind.label, kind.emoji, kind.colour, kind.description) for key, kind in policy.types.items()]
    return blake2b(repr((policy.panel.value, kinds)).encode(), digest_size=8).hexdigest()


def outdated(panel: Panel | None, now: Moment, policy: Policy) -> tuple[d.PanelOutdated, ...]:
    """A panel that does not stand yet is posted as the policy is then."""
    if panel is None or panel.message is None or panel.shows == (shows := digest(policy)):
        return ()
    return (d.PanelOutdated(now, shows),)


def ordered(panel: Panel | None, event: d.DeskSetUp) -> Panel:
    """The panel that stands goes on standing until the new one does."""
    if panel is None:
        return Panel(event.category, event.channel, n=1, shows=event.shows)
    return replace(panel, category=event.category, channel=event.channel, n=panel.n + 1, shows=event.shows)


def posted(panel: Panel | None, event: d.PanelPosted) -> Panel | None:
    if panel is None or event.n != panel.n:
        return panel
    return replace(panel, message=event.message, stands_in=event.channel)


def order(before: Panel | None, after: Panel | None) -> Iterator[f.Effect | f.Withdraw]:
    """In which channel it stands is part of a panel's identity, so that its receipt needs no memory."""
    if before:
        yield f.Withdraw((_id(before),))
    if after:
        yield f.PostPanel(_id(after), after.channel)


def superseded(panel: Panel | None, event: d.PanelPosted) -> Iterator[f.Effect]:
    """The panel before, or this very one where another was ordered while it was under way."""
    if panel is None:
        return
    is_late = event.n != panel.n
    message, channel = (event.message, event.channel) if is_late else (panel.message, panel.stands_in)
    if message is not None:
        yield f.DeleteMessage(EffectId(What.UNSAY, message), Place.TICKET, message, channel)


def shown(panel: Panel | None, at: Moment) -> Iterator[f.ShowPanel]:
    if panel and panel.message and panel.stands_in:
        yield f.ShowPanel(
            EffectId(What.PANEL_SHOWN, panel.message, first_snowflake(at)), panel.stands_in, panel.message
        )


def is_of_another(panel: Panel | None, effect: EffectId) -> bool:
    """The edit of a panel that stands no more: nobody misses it."""
    return effect.what is What.PANEL_SHOWN and (panel is None or panel.message != effect.about)


def _id(panel: Panel) -> EffectId:
    return EffectId(What.PANEL, panel.channel, panel.n)
