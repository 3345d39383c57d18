"""A model of recoveries, written from the promises alone: it imports nothing of the product."""

from dataclasses import dataclass, field

DAY = 86_400.0
WAIT, LINK_LIFE, FIRST_DAY = 2 * DAY, DAY, DAY
AFTER_STOP, STARTS_WITHIN, MOST_STARTS, MOST_TRIES = 7 * DAY, 30 * DAY, 3, 5
UNAVAILABLE, TOO_MANY, INVALID, WRONG, IN = "unavailable", "too many", "invalid", "wrong", "in"
HALF, PROBATION = "half", "probation"


@dataclass
class Open:
    """An open recovery; it can be finished while it has a link."""

    ready_at: float
    tell_by: float
    is_told: bool = False
    link_until: float | None = None
    tries: int = 0


@dataclass
class Model:
    """One account: who may do what with it, and since when."""

    password: str
    is_vouched: bool
    has_factor: bool = True
    is_recovered: bool = False
    open: Open | None = None
    stops: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)

    def log_in(self, password: str, now: float) -> str:
        if password != self.password:
            return WRONG
        if self.is_recovered:
            self.open = Open(now, now, is_told=True, link_until=now + LINK_LIFE)
            return PROBATION
        return HALF if self.has_factor else IN

    def begin(self, now: float) -> str | float:
        if not self.is_vouched:
            return UNAVAILABLE
        if self.open is not None:
            return self.open.ready_at
        recent = [each for each in self.starts if each > now - STARTS_WITHIN]
        if len(recent) >= MOST_STARTS or any(each > now - AFTER_STOP for each in self.stops):
            return TOO_MANY
        self.starts.append(now)
        self.open = Open(now + WAIT, now + min(WAIT, FIRST_DAY))
        return self.open.ready_at

    def deliver(self, now: float) -> None:
        if self.open is not None and self.open.link_until is None and now < self.open.tell_by:
            self.open.is_told = True

    def serve(self, now: float) -> None:
        """What a server does that looks for steps that are due."""
        if self.open is None:
            return
        if self.open.link_until is not None:
            if now >= self.open.link_until:
                self.open = None
        elif now >= self.open.ready_at:
            if self.open.is_told:
                self.open.link_until = now + LINK_LIFE
            else:
                self.open = None

    def finish(self, password: str, now: float, *, is_newest_link: bool) -> str:
        found = self.open
        if found is None or found.link_until is None or not is_newest_link:
            return INVALID
        if not found.ready_at <= now < found.link_until or found.tries >= MOST_TRIES:
            return INVALID
        found.tries += 1
        if password != self.password:
            if found.tries >= MOST_TRIES:
                self.open = None
            return WRONG
        self.open, self.has_factor, self.is_recovered = None, False, True
        return IN

    def prove_factor(self, *, with_password: bool) -> None:
        self.open = None
        self.is_vouched = self.is_vouched or with_password

    def enrol(self) -> None:
        self.open, self.has_factor, self.is_recovered, self.is_vouched = None, True, False, True

    def set_password(self, new: str) -> bool:
        """Set a password by the mailbox or by a session; tell whether that is allowed."""
        if self.is_recovered:
            return False
        self.password, self.is_vouched = new, False
        self.open, self.starts = None, []
        return True

    def stop(self, now: float) -> None:
        if self.open is not None:
            self.open = None
            self.stops.append(now)
