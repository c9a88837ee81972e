"""A world in YAML: read and checked whole, then built. Who wrote it is told everything that is wrong with it."""

from bot.sandbox.worldfile.building import build as build
from bot.sandbox.worldfile.checking import EVERYONE as EVERYONE
from bot.sandbox.worldfile.checking import There as There
from bot.sandbox.worldfile.mistakes import WrongWorld as WrongWorld
from bot.sandbox.worldfile.nouns import WorldFile as WorldFile
from bot.sandbox.worldfile.reading import check as check
from bot.sandbox.worldfile.reading import read as read
from bot.sandbox.worldfile.reading import small_world as small_world
