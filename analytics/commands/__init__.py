"""The command line, one module per family of commands.

A command is an entry of `parser.COMMANDS` and a function `add_NAME(parser)` in the module named there, which adds its
options and sets what runs. A module is imported when its command is named, so `--help` loads no library.
"""
