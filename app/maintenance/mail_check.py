"""The check of `flask doctor` that mail goes out."""

from app.extensions import now
from app.mail.failures import RECEIVER_REFUSED
from app.mail.standing import queue_state, reasons
from app.maintenance.finding import Finding, broken, ok, warning

_WAITS_SECONDS = 900


def mail() -> Finding:
    """Tell whether mails fail, wait for long, or were given up."""
    queue = queue_state(now())
    told = f"{queue.waiting} wait, {queue.dead} are given up"
    if failing := list(reasons()):
        shared = [each for each in failing if not each.startswith(RECEIVER_REFUSED)]
        told = f"{told}; {queue.failing} failed: {(shared or failing)[0]}"
        if shared:
            return broken(told, "Look at MAIL_URL and MAIL_FROM, then `flask mail test ADDRESS`.")
    if queue.oldest_seconds > _WAITS_SECONDS:
        return broken(
            f"{told}; the oldest waits for {queue.oldest_seconds // 60} minutes",
            "Look at MAIL_URL and whether `flask serve` runs; `flask mail send-due` tries at once.",
        )
    if failing:
        return warning(told, "Second Lock tries again by itself. `flask mail list` says when.")
    if queue.dead:
        return warning(told, "`flask mail dead` says why, `flask mail retry --all` tries again.")
    return ok(told)
