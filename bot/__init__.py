"""Steward's edges: Discord, database wiring, web page, command line. The rules are in models, the life in actors."""

__version__ = "0.1.0"
