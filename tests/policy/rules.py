"""The rules of the contract in plain Python, written from its text and not from the product."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NAMES = ("optional", "two_factor", "phishing_resistant")
EVERYONE = "everyone"


@dataclass
class One:
    """A person: what they belong to, and what they have."""

    name: str
    role: str = "user"
    groups: set[str] = field(default_factory=set)
    app: bool = False
    passkey: bool = False
    former_passkey: bool = False
    is_marked: bool = False

    @property
    def has(self) -> int:
        """The strictest level that the person meets."""
        if self.passkey:
            return 2
        return 1 if self.app or self.former_passkey else 0


@dataclass
class Rule:
    """One level for somebody: from when, and with how many days for each person."""

    start: datetime
    days: int

    def date(self, told: datetime) -> datetime:
        return max(self.start, told + timedelta(days=self.days))


@dataclass
class Rules:
    """What was set for whom, and the dates that people were told."""

    setting: str
    set_for: dict[str, dict[int, Rule]] = field(default_factory=dict)
    dates: dict[tuple[str, str, int], datetime] = field(default_factory=dict)

    def set_level(
        self, whom: str, level: int, people: list[One], now: datetime, *, start: datetime, days: int
    ) -> None:
        """Set one level for everybody, a role or a group, and tell everybody concerned."""
        if level == 0 and whom == EVERYONE and not self.set_for:
            self.set_for = {EVERYONE: {}}
            return
        if whom != EVERYONE or days or start > now:
            self._begin_with_the_setting(now)
        own = self.set_for.setdefault(whom, {})
        was_set = max(own, default=0) >= level
        for stricter in [each for each in own if each >= level or level == 0]:
            del own[stricter]
        if level:
            own[level] = Rule(start, days)
            for one in people:
                self._mail(one, whom, level, now, was_set=was_set)
        elif whom != EVERYONE:
            del self.set_for[whom]

    def extend(self, one: One, until: datetime, now: datetime) -> bool:
        """Give one person longer; return whether there was anything to move."""
        if one.is_marked or until <= now:
            return False
        earlier = [
            (whom, level)
            for whom, level, rule in self._of(one)
            if (self._told(one, whom, level, rule) or rule.date(now)) < until
        ]
        if earlier:
            self._begin_with_the_setting(now)
        for whom, level in earlier:
            self.dates[one.name, whom, level] = until
        return bool(earlier)

    def level(self, one: One, now: datetime) -> int:
        """The level that is in force for a person."""
        found = [
            level for whom, level, rule in self._of(one) if self._holds(one, whom, level, rule, now)
        ]
        return max([int(one.is_marked), *found])

    def asked(self, one: One) -> int:
        """The level that asks a person, now or by a date."""
        return max([int(one.is_marked), *(level for _whom, level, _rule in self._of(one))])

    def is_stopped(self, one: One, now: datetime) -> bool:
        return self.level(one, now) > one.has

    def state(self, one: One, now: datetime) -> str:
        if self.is_stopped(one, now):
            return "stopped"
        if self.asked(one) > one.has:
            return "has_time"
        return "meets" if self.asked(one) else "not_asked"

    def known_date(self, one: One, now: datetime) -> datetime | None:
        """The first date that a person was told and that is still to come."""
        if self.state(one, now) != "has_time":
            return None
        dates = [self._told(one, *each) for each in self._waiting(one, now)]
        return min((each for each in dates if each), default=None)

    def answer(self, one: One, now: datetime) -> tuple[bool, datetime | None]:
        """What an answer tells; it writes the dates that it tells."""
        if self.is_stopped(one, now):
            return True, None
        waiting = self._waiting(one, now)
        for whom, level, rule in waiting:
            self.dates.setdefault((one.name, whom, level), rule.date(now))
        return bool(waiting), self.known_date(one, now)

    def _of(self, one: One) -> list[tuple[str, int, Rule]]:
        set_for = self.set_for
        if not set_for:
            since = datetime(2000, 1, 1, tzinfo=UTC)
            asked = {"admins": "admin", "everyone": EVERYONE}.get(self.setting)
            set_for = {asked: {1: Rule(since, 0)}} if asked else {}
        names = {EVERYONE, one.role, *one.groups}
        return [
            (whom, level, rule)
            for whom, own in set_for.items()
            if whom in names
            for level, rule in own.items()
        ]

    def _told(self, one: One, whom: str, level: int, rule: Rule) -> datetime | None:
        date = self.dates.get((one.name, whom, level))
        return max(rule.start, date) if date else None

    def _holds(self, one: One, whom: str, level: int, rule: Rule, now: datetime) -> bool:
        if not self.set_for:
            return True
        told = self._told(one, whom, level, rule)
        if told is not None:
            return told <= now
        # Never told: all days are ahead, which nobody needs who meets it.
        return rule.start <= now and (rule.days == 0 or level <= one.has)

    def _waiting(self, one: One, now: datetime) -> list[tuple[str, int, Rule]]:
        return [
            (whom, level, rule)
            for whom, level, rule in self._of(one)
            if level > one.has and not self._holds(one, whom, level, rule, now)
        ]

    def _mail(self, one: One, whom: str, level: int, now: datetime, *, was_set: bool) -> None:
        """One mail goes when a policy is set, and writes the date that it tells."""
        rule = self.set_for[whom][level]
        if whom not in {EVERYONE, one.role, *one.groups} or level <= one.has:
            return
        told = self._told(one, whom, level, rule)
        if told is None and not (rule.date(now) > now and self.level(one, now) >= level):
            self.dates[one.name, whom, level] = rule.date(now)

    def _begin_with_the_setting(self, now: datetime) -> None:
        if self.set_for:
            return
        self.set_for = {EVERYONE: {1: Rule(now, 0)} if self.setting == "everyone" else {}}
        if self.setting == "admins":
            self.set_for["admin"] = {1: Rule(now, 0)}
