"""Tells an operator what became of an import."""

import sys
from collections.abc import Sequence

from app.cli.output import say
from app.policy.moving import KeptPolicy
from app.transfer.importing import NO_ACCOUNT, NO_FACTOR, Summary
from app.transfer.records import Fault

_MOST_SHOWN = 50
_COUNTED = {
    "is_weak": "hold a short secret: their owners are asked to set the app up anew",
    "lacks_password": "have no password here: their owners set one by mail",
    "replaced": "took the place of a registration that nobody had verified",
    "notified": "were mailed a link that verifies their address",
    "lost_codes": "lost their backup codes: another instance or account has them",
    "lost_id": "got another id: an account has theirs",
    "has_passkeys_elsewhere": "have passkeys of another host, which open nothing here",
}


def report(
    summary: Summary,
    kind: str,
    *,
    policies: Sequence[KeptPolicy],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Print counts, and each line and account that needs a look.

    `policies` are those that the import brought and set. Ends the program with status 1 where a
    line is wrong or an account is missing.
    """
    told = ", ".join(f"{each.level} for {each.group}" for each in policies)
    taken_over = [f"The policy is theirs now: {told}."] if told else []
    say(
        "\n".join([*_lines(summary, dry_run=dry_run), *taken_over]),
        as_json=as_json,
        format=kind,
        dryRun=dry_run,
        imported=summary.imported,
        skipped=summary.skipped,
        failed=len(summary.faults),
        heldBack=summary.held_back,
        withSecondFactor=summary.count("has_factor"),
        weakSecrets=summary.count("is_weak"),
        lostBackupCodes=summary.count("lost_codes"),
        withoutPassword=summary.count("lacks_password"),
        replaced=summary.count("replaced"),
        notified=summary.count("notified"),
        otherIds=summary.count("lost_id"),
        passkeysOfAnotherHost=summary.count("has_passkeys_elsewhere"),
        policies=[{"group": each.group, "level": each.level} for each in policies],
        withoutAccount=summary.left_out[NO_ACCOUNT],
        withoutFactor=summary.left_out[NO_FACTOR],
        leftBehind=dict(summary.lacking),
        errors=[{"line": each.line, "reason": each.reason} for each in summary.faults],
    )
    if summary.faults or summary.left_out[NO_ACCOUNT]:
        sys.exit(1)


def fault_lines(faults: Sequence[Fault]) -> list[str]:
    """Return a line of text for each of the first wrong lines."""
    return [
        *(f"Line {each.line}: {each.reason}." for each in faults[:_MOST_SHOWN]),
        *_more(len(faults) - _MOST_SHOWN, "more lines are wrong"),
    ]


def _lines(summary: Summary, *, dry_run: bool) -> list[str]:
    would = "would be imported" if dry_run else "imported"
    missing, bare = summary.left_out[NO_ACCOUNT], summary.left_out[NO_FACTOR]
    return [
        *fault_lines(summary.faults),
        f"{summary.imported} {would}, {summary.skipped} were there already, "
        f"{len(summary.faults)} lines are wrong.",
        *_more(summary.held_back, "were held back: another line of their batch is wrong"),
        *_more(len(missing), f"have no account here and were left out: {_named(missing)}"),
        *_more(len(bare), "have no second factor in the file and were left out"),
        *(
            f"{len(owners)} arrive without their {name}: {_named(owners)}."
            for name, owners in summary.lacking.items()
        ),
        *(line for name, what in _COUNTED.items() for line in _more(summary.count(name), what)),
    ]


def _named(addresses: Sequence[str]) -> str:
    rest = len(addresses) - _MOST_SHOWN
    return ", ".join([*addresses[:_MOST_SHOWN], *([f"and {rest} more"] if rest > 0 else [])])


def _more(many: int, what: str) -> list[str]:
    return [f"{many} {what}."] if many > 0 else []
