"""The end of worker processes whose parent was killed."""

import multiprocessing
import os
import signal
import threading
import time

_EVERY_SECONDS = 0.5
_PATIENCE_SECONDS = 15.0  # as long as requests may still run when the server stops


def end_with_parent() -> None:
    """End a worker process when its parent ends.

    This holds for the present process if it is a spawned worker. Otherwise it holds for each
    process that is forked from it later. Without this, an orphan would hold the port and run old
    code beside the next server.
    """
    spawned_by = multiprocessing.parent_process()
    if spawned_by is not None and spawned_by.pid is not None:
        _watch(spawned_by.pid)
    else:
        parent = os.getpid()
        os.register_at_fork(after_in_child=lambda: _watch(parent))


def _watch(parent: int) -> None:
    def wait() -> None:
        # Polling works on every system, and also notices a parent that ended before the first look.
        while os.getppid() == parent:
            time.sleep(_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_PATIENCE_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, name="orphan", daemon=True).start()
