"""The wire to the bot: REST, gateway and files on a port of 127.0.0.1, and what goes wrong on it on purpose."""
