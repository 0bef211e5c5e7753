"""What a command says of a request that it cannot fulfil."""


class InputError(Exception):
    """The request cannot be fulfilled; the message says why in one sentence."""
