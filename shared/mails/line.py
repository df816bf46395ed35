"""What a line to the mail server may answer."""


class LineError(Exception):
    """What the mail server answered, or that it did not; the text is its codes, without addresses."""


class LineDownError(LineError):
    """The mail server cannot be used at all just now, or refuses the sender: the fault is no mail's, and all wait."""


class DeferredError(LineError):
    """This mail cannot be taken now: a 4yz answer, or the connection was lost before its content began."""


class RefusedError(LineError):
    """This mail will never be taken as it is: a 5yz answer about its recipient or content."""


class DoubtError(LineError):
    """The content was begun and the answer never came: the server may have the mail."""
