"""Started as `python -I -B -c … ROOT CONTROL_FD LIMITS WITHOUT` with an empty environment; serves until hung up."""

import json
import signal
import socket
import sys

from viewer.limits import Limits
from viewer.sandbox.document import DocumentReader
from viewer.sandbox.server import Server


def main() -> None:
    """Serve requests until the service hangs up."""
    control_fd, limits_json, without = sys.argv[1:]
    # The service's own Ctrl-C reaches the whole terminal group; this process ends when its socket does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits = Limits(**json.loads(limits_json))
    control = socket.socket(fileno=int(control_fd))
    Server(control, limits, frozenset(without.split()), DocumentReader(limits).parse).run()


if __name__ == "__main__":
    main()
