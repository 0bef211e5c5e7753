"""The error for a request that a command cannot fulfil."""


class InputError(Exception):
    """The request cannot be fulfilled; the message says why in one sentence."""
