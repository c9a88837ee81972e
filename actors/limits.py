"""How long one call to the world may take before it is given up, in seconds. Whose call it is is not known here."""

from models.effects import Effect, SendTranscript

CALL_LIMIT = 10.0
TRANSCRIPT_LIMIT = 180.0  # the archive is read, the page drawn and sent, and once more, packed, where it is too large
PAGE_LIMIT = 30.0  # one page of history


def limit_of(effect: Effect) -> float:
    """What one try to show it may take."""
    return TRANSCRIPT_LIMIT if isinstance(effect, SendTranscript) else CALL_LIMIT
