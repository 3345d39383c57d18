"""Who may hold which of the places among those who hash (F14)."""

from collections import Counter
from threading import Lock

Mark = tuple[str, ...]


class Places:
    """A bounded number of places; one in four is kept for callers whom an account knows.

    No network holds more than half of all, nor of those that are kept: whoever owns a network
    must not close the login for all others. An account holds one kept place at a time: whoever
    has an account of their own must not take what is kept for everybody else's.
    """

    def __init__(self, count: int) -> None:
        """Take how many there are."""
        self._kept = max(1, count // 4)
        self._open, self._most = count - self._kept, max(1, count // 2)
        self._most_kept = max(1, self._kept // 2)
        self._held = Counter[Mark]()
        self._lock = Lock()

    def take(self, network: str, account: str | None) -> Counter[Mark] | None:
        """Take a place for a caller in a network; None where none is free for them.

        `account` is the one that knows the caller, if any. Return what `give_back` takes.
        """
        with self._lock:
            for limits in self._kinds(network, account):
                if all(self._held[mark] < limit for mark, limit in limits.items()):
                    taken = Counter(limits.keys())
                    self._held += taken
                    return taken
        return None

    def give_back(self, taken: Counter[Mark]) -> None:
        """Free a place; a network or account that holds none any more is forgotten."""
        with self._lock:
            self._held -= taken

    def _kinds(self, network: str, account: str | None) -> list[dict[Mark, int]]:
        everywhere: dict[Mark, int] = {("network", network): self._most}
        kinds = [{**everywhere, ("open",): self._open}]
        if account is not None:
            own: dict[Mark, int] = {("kept", network): self._most_kept, ("account", account): 1}
            kinds.append({**everywhere, **own, ("kept",): self._kept})
        return kinds
