"""Every sentence a person can read, by key and language. None stands elsewhere, but for the operator's terminal."""

from bot.wording.english import ENGLISH
from bot.wording.shape import Words as Words

LANGUAGES = {"en": ENGLISH}


def words(language: str = "en") -> Words:
    """The sentences in this language ("en-GB" is "en"); English where it is not spoken yet."""
    return LANGUAGES.get(language.partition("-")[0].lower(), ENGLISH)
