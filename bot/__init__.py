"""Steward's edges: Discord, the database wiring, the web page, the command line. Rules live in models, life in actors."""

__version__ = "0.1.0"
