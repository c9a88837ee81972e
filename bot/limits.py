"""Discord's limits that more than one of us keeps to: how long the parts of an embed are, how large a file.

https://discord.com/developers/docs/resources/message (embeds: 256 title, 4096 description, 25 fields of 256 + 1024,
2048 footer, 256 author, 6000 in all).
"""

from models.size import MIB

TITLE, DESCRIPTION, FIELD_NAME, FIELD_VALUE, AUTHOR, WHOLE_EMBED = 256, 4096, 256, 1024, 256, 6000

UPLOADS = (10 * MIB, 10 * MIB, 50 * MIB, 100 * MIB)  # bytes a message's files may have, by how far a server is boosted


def upload_limit(tier: int) -> int:
    """Bytes; tier 0 is a server that nobody boosts, and direct messages."""
    return UPLOADS[min(tier, len(UPLOADS) - 1)]
