"""The acts of the stories, by theme. Each begins on a morning of its own and leaves no ticket open behind it.

An expectation begins with the row of the requirements that it shows: docs/reference/requirements.md lists them.
"""
