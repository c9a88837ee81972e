"""What Discord takes as an emoji beside a label: one of Unicode's, or `<:name:id>` of a server's own."""

import re

OWN = re.compile(r"<(?P<animated>a?):(?P<name>\w{2,32}):(?P<id>\d{1,20})>")

# The property Emoji of Unicode's emoji-data.txt. Up to U+FFFF nothing is added to it any more; beyond, the blocks that
# are mostly emojis are taken whole, because each year adds some.
SIGN = (
    "[©®‼⁉™ℹ\u2194-\u2199↩↪⌚⌛⌨⏏\u23e9-\u23f3\u23f8-\u23faⓂ▪▫▶◀\u25fb-\u25fe\u2600-\u2604☎☑☔☕☘☝☠☢☣☦☪☮☯\u2638-\u263a♀♂"
    "\u2648-\u2653♟♠♣♥♦♨♻♾♿\u2692-\u2697⚙⚛⚜⚠⚡⚧⚪⚫⚰⚱⚽⚾⛄⛅⛈⛎⛏⛑⛓⛔⛩⛪\u26f0-\u26f5\u26f7-\u26fa⛽✂✅\u2708-\u270d✏✒✔✖✝✡✨✳✴❄❇❌❎"
    "\u2753-\u2755❗❣❤\u2795-\u2797➡➰➿⤴⤵\u2b05-\u2b07⬛⬜⭐⭕〰〽㊗㊙\U0001f004\U0001f0cf🅰🅱🅾🅿🆎\U0001f191-\U0001f19a🈁🈂🈚🈯"
    "\U0001f232-\U0001f23a🉐🉑\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f7f0\U0001f900-\U0001f9ff"
    "\U0001fa70-\U0001faff]"
)
FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
KEYCAP = "[0-9#*]\ufe0f?\u20e3"
ONE = f"(?:{KEYCAP}|{FLAG}|{SIGN}\ufe0f?[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*)"
UNICODES = re.compile(f"{ONE}(?:\u200d{ONE})*")


def is_emoji(text: str) -> bool:
    return bool(OWN.fullmatch(text) or UNICODES.fullmatch(text))
