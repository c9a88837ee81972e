"""The doctor's sentences: a line for the terminal, a list for an answer in Discord, an object for machines."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.doctor.findings import Line, Mark
from bot.rights import Right
from bot.wording.settings import wrong_setting
from bot.wording.shape import Words

ROOM = 1900  # characters of one answer; Discord takes 2000


@dataclass(frozen=True, slots=True)
class Told:
    """One line as a person reads it; `remedy` and `link` are empty where nothing is to be mended."""

    mark: str
    what: str
    remedy: str
    link: str

    def __str__(self) -> str:
        """What is fine needs neither a remedy nor a link; a sentence of the settings says its remedy itself."""
        return f"{self.mark} {self.what}" + (f": {self.remedy}." if self.remedy else "") + f" {self.link}".rstrip()


def told(found: Line, words: Words) -> Told:
    says = words.doctor
    what, remedy = says.says[found.name]
    facts = dict(found.facts)
    if "place" in facts:
        facts["place"] = says.places.get(facts["place"], f"`{facts['place']}`")
    facts |= {
        "permissions": ", ".join(_named(right, words) for right in found.rights),
        "feature": says.features[_key(found.rights[0])] if found.rights else "",
        "mention": _named(Right.MENTION_EVERYONE, words),
        "sentence": wrong_setting(found.wrong, words) if found.wrong else "",
    }
    link = (found.link or "") if found.mark is not Mark.FINE else ""
    return Told(says.marks[found.mark], what.format_map(facts), remedy.format_map(facts), link)


def verdict(lines: Sequence[Line], words: Words) -> str:
    wrong, noted = (sum(one.mark is mark for one in lines) for mark in (Mark.WRONG, Mark.NOTE))
    says = words.doctor
    if wrong:
        return says.unwell_one if wrong == 1 else says.unwell.format(count=wrong)
    if noted:
        return says.noted_one if noted == 1 else says.noted.format(count=noted)
    return says.well


def answer(lines: Sequence[Line], words: Words) -> str:
    """For Discord: the verdict, then the gravest first, as many as fit; what is fine is not listed."""
    grave = [one for mark in (Mark.WRONG, Mark.NOTE) for one in lines if one.mark is mark]
    text, left = verdict(lines, words), len(grave)
    for one in grave:
        more = "\n" + str(told(one, words)).replace("https://", "<https://")
        more += ">" if "<https://" in more else ""
        if len(text) + len(more) > ROOM:
            return text + "\n" + words.doctor.more.format(count=left)
        text, left = text + more, left - 1
    return text


def _named(right: Right, words: Words) -> str:
    return words.permissions[_key(right)]


def _key(right: Right) -> str:
    return str(right.name).lower()
