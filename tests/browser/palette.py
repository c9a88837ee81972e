"""A screenshot with 256 colours and no more: a third of its size, and nobody sees the difference."""

import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from playwright.async_api import Page

from tests.browser.pages import chunk

COLOURS = 256
FINE = 0xF8F8F8  # colours that differ in lower bits alone are taken for one
PIXELS = """async (picture) => {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const {data} = canvas.getImageData(0, 0, image.width, image.height);
  const text = Array.from({length: image.height}, (_, y) =>
    String.fromCharCode(...data.subarray(y * image.width * 4, (y + 1) * image.width * 4)));
  return [image.width, btoa(text.join(''))];
}"""


async def reduced(picture: bytes, page: Page) -> bytes:
    """The PNG with the commonest colours; `page` is any that may decode a picture."""
    width, pixels = await page.evaluate(PIXELS, b64encode(picture).decode())
    colours = list(_colours(b64decode(pixels)))
    palette = _commonest(colours)
    return _png(width, palette, _nearest(palette, colours))


def _colours(rgba: bytes) -> Iterator[int]:
    for at in range(0, len(rgba), 4):
        yield int.from_bytes(rgba[at : at + 3])


def _commonest(colours: Iterable[int]) -> list[int]:
    """Of those that are nearly one the commonest itself, so that what is plain keeps its exact colour."""
    alike: dict[int, Counter[int]] = {}
    for colour, count in Counter(colours).items():
        alike.setdefault(colour & FINE, Counter())[colour] = count
    common = sorted(alike.values(), key=lambda ones: -ones.total())[:COLOURS]
    return [ones.most_common(1)[0][0] for ones in common]


def _nearest(palette: Sequence[int], colours: Iterable[int]) -> bytes:
    @cache
    def nearest(colour: int) -> int:
        return min(range(len(palette)), key=lambda n: _distance(palette[n], colour))

    return bytes(map(nearest, colours))


def _distance(one: int, other: int) -> int:
    return sum((a - b) ** 2 for a, b in zip(one.to_bytes(3), other.to_bytes(3), strict=True))


def _png(width: int, palette: Sequence[int], indices: bytes) -> bytes:
    height = len(indices) // width
    rows = b"".join(b"\x00" + indices[y * width : (y + 1) * width] for y in range(height))
    header = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x03\x00\x00\x00"
    colours = b"".join(colour.to_bytes(3) for colour in palette)
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in parts)
