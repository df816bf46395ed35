"""What keeps the local system from running, told once, with the way out."""

import errno


class TroubleError(Exception):
    """One sentence on what happened and one on what to do; shown to the operator without a stack trace."""

    def __init__(self, happened: str, way_out: str) -> None:
        super().__init__(f"{happened}\n{way_out}")
        self.happened = happened
        self.way_out = way_out


def from_os_error(error: OSError, where: object) -> TroubleError:
    """The trouble behind a failed file operation: disk full, no rights, or what the system says."""
    place = error.filename or where
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return TroubleError(
            f"The disk that holds {place} is full.",
            "Free some space there, or set THIDUA_DATA to a folder on another disk, and start again.",
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return TroubleError(
            f"This user may not write to {place}.",
            "Run as the user who owns it, give yourself the right (chown), or set THIDUA_DATA to a folder of your own.",
        )
    return TroubleError(f"{place}: {error.strerror or error}.", "Mend that and start again.")
