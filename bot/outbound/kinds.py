"""What a file is, by its bytes: neither its name nor its sender is believed. Only pictures are ever shown."""

# (offset, bytes) that all must be there. Sources: the formats' own specifications; RIFF's size lies between its words.
SIGNATURES: tuple[tuple[str, tuple[tuple[int, bytes], ...]], ...] = (
    ("image/png", ((0, b"\x89PNG\r\n\x1a\n"),)),
    ("image/jpeg", ((0, b"\xff\xd8\xff"),)),
    ("image/gif", ((0, b"GIF87a"),)),
    ("image/gif", ((0, b"GIF89a"),)),
    ("image/webp", ((0, b"RIFF"), (8, b"WEBP"))),
    ("application/pdf", ((0, b"%PDF-"),)),
    ("application/zip", ((0, b"PK\x03\x04"),)),
    ("application/gzip", ((0, b"\x1f\x8b"),)),
    ("audio/ogg", ((0, b"OggS"),)),
    ("video/mp4", ((4, b"ftyp"),)),
    ("video/webm", ((0, b"\x1aE\xdf\xa3"),)),
)
TEXT, UNKNOWN = "text/plain", "application/octet-stream"
TRIED = 4096  # bytes by which a text is known; the last characters may be cut in the middle
LONGEST_CHARACTER = 4


def kind_of(content: bytes) -> str:
    """The media type; whatever reads as UTF-8 without control characters is text, also HTML and SVG."""
    for kind, signs in SIGNATURES:
        if all(content.startswith(sign, offset) for offset, sign in signs):
            return kind
    return TEXT if _is_text(content[:TRIED]) else UNKNOWN


def _is_text(beginning: bytes) -> bool:
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in beginning):
        return False
    try:
        beginning.decode()
    except UnicodeDecodeError as error:
        return len(beginning) == TRIED and error.start > TRIED - LONGEST_CHARACTER
    return bool(beginning)
