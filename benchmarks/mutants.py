"""`make mutants`: turns off one defence at a time and shows that the tests go red.

Each mutant is one small change in a copy of the project. A mutant that survives is a defence that
nothing watches.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.mutant import Mutant
from benchmarks.team_mutants import TEAM

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("app", "tests", "migrations", "docs", "pyproject.toml", "wsgi.py", "README.md")


MUTANTS = (
    Mutant(
        "the replay step", "app/twofactor/totp.py",
        '        _ROWS.c.last_step < bindparam("step"),\n', "", "tests/twofactor", "R02",
    ),
    Mutant(
        "earlier steps die too", "app/twofactor/totp.py",
        '_ROWS.c.last_step < bindparam("step")', '_ROWS.c.last_step != bindparam("step")',
        "tests/twofactor", "R03",
    ),
    Mutant(
        "the conditional write of a backup code", "app/twofactor/backup_codes.py",
        ".where(*is_code, BackupCodeHash.used_at.is_(None))", ".where(*is_code)", "tests/twofactor",
        "R20",
    ),
    Mutant(
        "a backup code's owner", "app/core/codes.py",
        'f"{user_id}|{code.text}"', 'f"{code.text}"', "tests/core tests/twofactor", "R22",
    ),
    Mutant(
        "the marker's nonce is spent", "app/sessions/login_challenge.py",
        "    if rows_changed(tx, _SPEND, challenge=half.id, version=user.token_version) != 1:\n"
        "        raise TwoFactorSessionExpired\n",
        "    rows_changed(tx, _SPEND, challenge=half.id, version=user.token_version)\n",
        "tests/sessions tests/twofactor", "R31",
    ),
    Mutant(
        "the marker's type", "app/core/signing.py",
        ' or payload.get("type") != self._purpose', "", "tests/core", "R30",
    ),
    Mutant(
        "charge before check", "app/twofactor/attempts.py",
        "        charged = charge(tx, [_counter(user_id, cost)], now)\n        return",
        "        charged = Charge(attempt_ids=(), left=4)\n        return", "tests/lockout",
        "R48",
    ),
    Mutant(
        "the count's row is locked", "app/lockout/service.py",
        'row, key=["key"], renews=["last_at"])', 'row, key=["key"])',
        "tests/lockout", "R48",
    ),
    Mutant(
        "a failure stays counted", "app/twofactor/verification.py",
        "    except (InvalidCode, CodeAlreadyUsed) as refusal:\n",
        "    except (InvalidCode, CodeAlreadyUsed) as refusal:\n        with write_tx() as tx:\n"
        "            refund(tx, attempt.charged)\n", "tests/lockout", "R49",
    ),
    Mutant(
        "the day and the month remember", "app/lockout/service.py",
        "limit_state(everything, window, now, cost=counter.cost)",
        "limit_state(short, window, now, cost=counter.cost)",
        "tests/lockout", "R50",
    ),
    Mutant(
        "a reset shuts out a thief's passkey", "app/passkeys/assertions.py",
        "key.needs_password", "False", "tests/factors", "P14",
    ),
    Mutant(
        "a guess at several apps costs more", "app/twofactor/attempts.py",
        "    cost = apps if compared is None else max(1, compared)\n",
        "    cost = 1\n",
        "tests/lockout", "P16",
    ),
    Mutant(
        "one ledger for each app", "app/twofactor/totp.py",
        '        _ROWS.c.id == bindparam("secret"),\n',
        '        _ROWS.c.user_id == select(_ROWS.c.user_id)'
        '.where(_ROWS.c.id == bindparam("secret")).scalar_subquery(),\n',
        "tests/twofactor", "P16",
    ),
    Mutant(
        "token_version ends sessions", "app/sessions/service.py",
        "    end_sessions(tx, user.id, keep=keep)\n", "",
        "tests/sessions tests/twofactor tests/auth", "R61",
    ),
    Mutant(
        "the session token is hashed", "app/core/opaque_tokens.py",
        'return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()', "return token",
        "tests/core tests/sessions", "R58",
    ),
    Mutant(
        "the origin check", "app/web/origin.py",
        "app.before_request(_check_origin)", "pass", "tests/web", "R72",
    ),
    Mutant(
        "only ASCII digits are a code", "app/core/codes.py",
        "if bare.isascii():", "if bare:", "tests/core tests/twofactor", "R06",
    ),
    Mutant(
        "the pending secret is bound to its session", "app/twofactor/totp.py",
        "            TotpSecret.session_id == caller.session.id,\n", "", "tests/twofactor", "R14",
    ),
    Mutant(
        "a setup needs a fresh proof", "app/twofactor/routes.py",
        "@fresh(enrolling=True)", "@authenticated(enrolling=True)", "tests/twofactor", "R15",
    ),
    Mutant(
        "who must enrol may do nothing else", "app/sessions/guards.py",
        "if caller.must_enrol and not enrolling:", "if False:", "tests/policy", "G03",
    ),
    Mutant(
        "sealed secrets are bound to their owner", "app/core/encryption.py",
        '|{purpose}|{owner}".encode()', '|{purpose}".encode()', "tests/core", "R18",
    ),
    Mutant(
        "each row of the history is linked to the one before", "app/audit/chain.py",
        "event.facts(), after=mac)", 'event.facts(), after="")', "tests/audit", "R87",
    ),
    Mutant(
        "the database refuses to change the history", "migrations/versions/0003_audit_chain.py",
        '    "audit_events_no_update": "BEFORE UPDATE ON audit_events",\n', "", "tests/audit",
        "R87",
    ),
    Mutant(
        "a refresh token is spent", "app/sessions/tokens.py",
        ".where(AuthSession.generation == generation, *_refreshable(session_id, now))",
        ".where(*_refreshable(session_id, now))", "tests/sessions", "R64",
    ),
    Mutant(
        "a refresh token that comes back ends the session", "app/sessions/tokens.py",
        "    end_session(tx, user.id, session_id)\n", "", "tests/sessions", "R64",
    ),
    Mutant(
        "a trusted device is no step-up", "app/sessions/service.py",
        "None if TRUSTED_DEVICE in amr else _fresh_until(act.now)", "_fresh_until(act.now)",
        "tests/sessions", "R70",
    ),
    Mutant(
        "the last administrator stays", "app/factors/administrators.py",
        "if each is not user]", "]", "tests/accounts tests/admin", "R90",
    ),
    Mutant(
        "a proof counts once", "app/accounts/ownership.py",
        "    if user.email_verified_at is not None:\n        return\n", "",
        "tests/accounts/test_reset_password.py", "R80",
    ),
    Mutant(
        "a proof leaves an operator's account its factor", "app/accounts/ownership.py",
        "    if is_registered:\n        user.name", "    if True:\n        user.name",
        "tests/accounts/test_factors_and_ownership.py", "R81",
    ),
    Mutant(
        "who proves the mailbox elsewhere chooses the password", "app/accounts/verification.py",
        "        elif not is_registrant:\n", "        elif False:\n",
        "tests/accounts/test_who_decides_the_password.py", "I03",
    ),
    Mutant(
        "nobody registers over what an operator made", "app/accounts/ownership.py",
        "        exists().where(_waiting.user_id == User.id),\n", "",
        "tests/accounts/test_nobody_registers_over.py", "I13",
    ),
    Mutant(
        "a reset link is bound to token_version", "app/accounts/mailed_links.py",
        "    if spent.token_version != spent.user.token_version:\n        raise InvalidToken\n", "",
        "tests/accounts/test_reset_password.py", "R80",
    ),
    Mutant(
        "a reset ends all that was signed in", "app/accounts/passwords.py",
        "        end_everything(tx, user, keep=None, now=act.now)\n", "",
        "tests/accounts/test_reset_password.py", "R61",
    ),
    Mutant(
        "a forgotten password gets a decoy", "app/accounts/mailed_links.py",
        "    token = issue(", "    if user is None:\n        return\n"
        "    token = issue(", "tests/accounts/test_forgot_password.py", "R42",
    ),
    Mutant(
        "wrong codes are cleared once in 30 days", "app/accounts/passwords.py",
        "    except TooManyAttempts:\n        return\n",
        "    except TooManyAttempts:\n        pass\n", "tests/accounts/test_new_password_clears.py",
        "R47",
    ),
    Mutant(
        "a link is spent by one conditional write", "app/accounts/mailed_links.py",
        "    if row is None:\n        raise InvalidToken\n", "    assert row is not None\n",
        "tests/accounts/test_account_races.py", "R80",
    ),
    *TEAM,
)  # fmt: skip


def survives(mutant: Mutant, folder: Path) -> bool:
    """Tell whether the tests stay green without the defence."""
    for name in COPIED:
        source, copy = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "browser"))
        else:
            shutil.copy(source, copy)
    (folder / "frontend").symlink_to(ROOT / "frontend")
    file = folder / mutant.file
    text = file.read_text()
    if text.count(mutant.before) != 1:
        raise SystemExit(f"{mutant.defence}: {mutant.file} does not hold once what is to change")
    file.write_text(text.replace(mutant.before, mutant.after))
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *mutant.tests.split()], cwd=folder, capture_output=True, check=False
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(
            f"{mutant.defence}: the tests could not run\n{done.stdout.decode()[-2000:]}"
        )
    return done.returncode == 0


def main() -> int:
    """Run every mutant; the exit status says whether one survived."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("words", nargs="*", help="only mutants whose defence holds one of these")
    words = options.parse_args().words
    chosen = [m for m in MUTANTS if not words or any(word in m.defence for word in words)]
    survivors = 0
    for mutant in chosen:
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            alive = survives(mutant, Path(folder))
        survivors += alive
        verdict = "SURVIVED" if alive else "killed"
        print(f"{verdict:9} {mutant.defence} ({time.perf_counter() - begun:.0f} s)", flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants were killed")
    return int(survivors > 0)


if __name__ == "__main__":
    raise SystemExit(main())
