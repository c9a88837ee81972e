"""The four colours that Discord has for buttons: which of them stands for the colour of a type. Pure."""

from colorsys import rgb_to_hsv

from bot.outbound.payload import Style

GREY = 0.25  # saturation below which nobody would name a colour
DARK = 0.2  # brightness
HUES = {Style.DANGER: (0, 20), Style.SUCCESS: (120, 50), Style.PRIMARY: (240, 75)}
"""Degrees on the wheel of colours, and how far to both sides; little is red, because a red button is a warning."""


def style(colour: int) -> Style:
    """Of 0xRRGGBB; grey stands for all that is neither red, green nor blue."""
    red, green, blue = ((colour >> shift & 0xFF) / 255 for shift in (16, 8, 0))
    hue, saturation, brightness = rgb_to_hsv(red, green, blue)
    if saturation < GREY or brightness < DARK:
        return Style.SECONDARY
    near = (one for one, (middle, reach) in HUES.items() if _apart(hue * 360, middle) <= reach)
    return next(near, Style.SECONDARY)


def _apart(one: float, other: float) -> float:
    """On the wheel, half a turn at most."""
    return min(abs(one - other), 360 - abs(one - other))
