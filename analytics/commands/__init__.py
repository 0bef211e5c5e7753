"""The command line, one module per family of commands.

A command is an entry of `parser.COMMANDS` and a function `add_NAME(parser)` in the module named there, which adds its
options and sets the function to run. A module is imported only for its own command, so `--help` loads no library.
"""
