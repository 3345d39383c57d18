"""The end of worker processes whose parent was killed: nobody else would stop them."""

import multiprocessing
import os
import signal
import threading
import time

_EVERY_SECONDS = 0.5
_PATIENCE_SECONDS = 15.0  # as long as a stop lets requests go on


def end_with_parent() -> None:
    """Let this process, if it is a server's worker, and each that is forked from it later, end
    when its parent does.

    Else it would hold the port, and go on with old code beside the next server's.
    """
    spawned_by = multiprocessing.parent_process()
    if spawned_by is not None and spawned_by.pid is not None:
        _watch(spawned_by.pid)
    else:
        parent = os.getpid()
        os.register_at_fork(after_in_child=lambda: _watch(parent))


def _watch(parent: int) -> None:
    def wait() -> None:
        # Asked again and again, which every system knows; a parent that ended before the first
        # look is noticed too.
        while os.getppid() == parent:
            time.sleep(_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_PATIENCE_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, name="orphan", daemon=True).start()
