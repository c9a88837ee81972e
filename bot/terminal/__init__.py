"""The command's subcommands, beside `run` and `demo`. What they print is for the operator, in plain sentences."""
