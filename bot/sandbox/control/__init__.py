"""The control interface: all that people can do and see here, as HTTP and JSON, for the page and for programs."""
