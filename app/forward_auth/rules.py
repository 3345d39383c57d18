"""The rules of all listed apps, as a check reads them.

Each check reads the stamp in the statement that finds the session. The list is read again only
where the stamp is another one, so a change holds at the next request on every node.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import select, true

from app.core.origins import is_open, segments_of
from app.db.reads import find_row, find_rows
from app.forward_auth.decision import Asked
from app.forward_auth.models import ASKED_GROUPS, BOTH_FACTORS, NONE, App
from app.groups.models import RuleStamp
from app.groups.stamp import STAMP
from app.users.models import names_in

_KEPT = "app_rules"
_FIND_STAMP = select(STAMP)
# One statement, so that the stamp and the list are of one moment.
_FIND_RULES = select(
    RuleStamp.stamp,
    App.origin,
    App.name,
    App.roles,
    ASKED_GROUPS,
    App.factor,
    App.fresh,
    App.open_paths,
    App.tokens,
).join_from(RuleStamp, App, true(), isouter=True)


@dataclass(frozen=True)
class Rule:
    """What an app asks for, and which paths are open.

    `name` is the one that people read. `tokens` is what an app token counts as.
    """

    asked: Asked
    name: str = ""
    open_paths: tuple[tuple[str, ...], ...] = ()
    tokens: str = NONE

    @property
    def takes_tokens(self) -> bool:
        """Whether an app token can be enough here.

        None proves that its owner is there now, so an app that asks for a fresh proof takes none.
        """
        if self.tokens == NONE or self.asked.fresh is not None:
            return False
        return self.tokens == BOTH_FACTORS or not self.asked.factor

    def opens(self, path: str) -> bool:
        """Tell whether everybody may open a path, as it was sent."""
        return bool(self.open_paths) and is_open(path, self.open_paths)


class _Kept(NamedTuple):
    stamp: str | None
    rules: Mapping[str, Rule]


def current_rules() -> Mapping[str, Rule]:
    """Return the rule of each listed app, by origin in normal form."""
    [stamp] = find_row(_FIND_STAMP) or [None]
    return rules_at(stamp)


def rules_at(stamp: str | None) -> Mapping[str, Rule]:
    """Return the rules, of which a statement just read the stamp."""
    kept = current_app.extensions.get(_KEPT)
    if kept is None or kept.stamp != stamp:
        kept = current_app.extensions[_KEPT] = _read()
    return kept.rules


def _read() -> _Kept:
    rows = [tuple(row) for row in find_rows(_FIND_RULES)]
    stamp = rows[0][0] if rows else None
    return _Kept(stamp, {row[1]: _rule(row[2:]) for row in rows if row[1] is not None})


def _rule(row: tuple[Any, ...]) -> Rule:
    name, roles, groups, factor, fresh, paths, tokens = row
    names = frozenset((*roles.split(), *names_in(groups)))
    asked = Asked(factor=factor == 2, fresh=fresh, groups=(names,) if names else ())
    prefixes = (segments_of(each) for each in paths)
    return Rule(asked, name, tuple(each for each in prefixes if each is not None), tokens)
