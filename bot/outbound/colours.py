"""The four colours that Discord has for buttons: which of them is next to the colour of a type. Pure."""

from colorsys import rgb_to_hsv

from bot.outbound.payload import Style

GREY = 0.25  # saturation below which nobody would name a colour
DARK = 0.2  # brightness
HUES = {Style.DANGER: 0.0, Style.SUCCESS: 1 / 3, Style.PRIMARY: 2 / 3}
"""Red, green, blue on the wheel of colours; what lies between them goes to the nearest."""


def style(colour: int) -> Style:
    """Of 0xRRGGBB."""
    red, green, blue = ((colour >> shift & 0xFF) / 255 for shift in (16, 8, 0))
    hue, saturation, brightness = rgb_to_hsv(red, green, blue)
    if saturation < GREY or brightness < DARK:
        return Style.SECONDARY
    return min(HUES, key=lambda one: _apart(hue, HUES[one]))


def _apart(one: float, other: float) -> float:
    """On the wheel, half a turn at most."""
    return min(abs(one - other), 1 - abs(one - other))
