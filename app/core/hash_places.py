"""The bounded places of callers whose passwords are hashed (F14)."""

from collections import Counter
from threading import Lock

Mark = tuple[str, ...]


class Places:
    """A bounded number of places.

    One in four is kept for callers whom an account knows. No network holds more than half of all
    places, nor more than half of the kept ones, so that one network cannot block the login of all
    others. An account holds one kept place at a time, so that an attacker with an account of their
    own cannot take the kept places of other users.
    """

    def __init__(self, count: int) -> None:
        """Take the number of places."""
        self._kept = max(1, count // 4)
        self._open, self._most = count - self._kept, max(1, count // 2)
        self._most_kept = max(1, self._kept // 2)
        self._held = Counter[Mark]()
        self._lock = Lock()

    def take(self, network: str, account: str | None) -> Counter[Mark] | None:
        """Take a place for a caller, or return None.

        `account` is the account that knows the caller, or None. The return value is the argument
        of `give_back`.
        """
        with self._lock:
            for limits in self._kinds(network, account):
                if all(self._held[mark] < limit for mark, limit in limits.items()):
                    taken = Counter(limits.keys())
                    self._held += taken
                    return taken
        return None

    def give_back(self, taken: Counter[Mark]) -> None:
        """Free a place.

        The counter forgets a network or account that holds no place any more.
        """
        with self._lock:
            self._held -= taken

    def _kinds(self, network: str, account: str | None) -> list[dict[Mark, int]]:
        everywhere: dict[Mark, int] = {("network", network): self._most}
        kinds = [{**everywhere, ("open",): self._open}]
        if account is not None:
            own: dict[Mark, int] = {("kept", network): self._most_kept, ("account", account): 1}
            kinds.append({**everywhere, **own, ("kept",): self._kept})
        return kinds
