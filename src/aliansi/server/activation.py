"""A socket that a service manager has opened, which goes on listening through a restart (systemd.socket(5))."""

from __future__ import annotations

import os
import socket
from typing import Final

from aliansi.errors import UsageError

FIRST: Final = 3
"""The descriptor of the first socket that is handed over (sd_listen_fds(3))."""


def inherited() -> socket.socket | None:
    """Return the socket that was handed over to this process; none if there is none.

    Raises UsageError if there are several, or if it does not listen for TCP.
    """
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return None
    number = os.environ.get("LISTEN_FDS", "0")
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(name, None)  # they are not for the processes that this one starts
    if number == "0":
        return None
    if number != "1":
        raise UsageError(f"{number} sockets were handed over; one ListenStream is served")
    try:
        listening = socket.socket(fileno=FIRST)
        listens = bool(listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError as error:
        raise UsageError(f"LISTEN_FDS tells of a socket that is none: {error.strerror}") from error
    if not listens or listening.family not in (socket.AF_INET, socket.AF_INET6):
        listening.close()
        raise UsageError("the socket that was handed over does not listen for TCP; write ListenStream=ADDRESS:PORT")
    listening.set_inheritable(False)
    return listening
