"""`python -m bot` is the command `steward`."""

from bot.cli import main

main()
