"""What people and time do to an account, by the product itself: walks are too many for HTTP."""

from contextlib import suppress
from datetime import datetime

from app.accounts import passwords
from app.auth import service as auth
from app.auth.step_up import reauthenticate
from app.core.act import Act
from app.core.errors import (
    Conflict,
    InvalidCode,
    InvalidCredentials,
    InvalidPassword,
    InvalidToken,
    RecoveryProbation,
    RecoveryUnavailable,
    TooManyAttempts,
)
from app.mail.outbox import deliver_due
from app.recovery import finishing, starting, stopping
from app.recovery.advancing import advance_due
from app.sessions.login import BrowserCookies, LoginResult
from app.sessions.login_challenge import find_half_auth
from app.twofactor import enrolment, login
from app.users.recovery_marks import refuse_on_probation
from tests import oath
from tests.recovery import model as said
from tests.recovery.account import Account

_TOLD = {
    RecoveryUnavailable: said.UNAVAILABLE,
    TooManyAttempts: said.TOO_MANY,
    InvalidToken: said.INVALID,
    InvalidPassword: said.WRONG,
    InvalidCredentials: said.WRONG,
    RecoveryProbation: said.PROBATION,
}


class World(Account):
    """The acts of an attacker, an owner and a server."""

    def log_in(self, password: str) -> str:
        with self.node() as act:
            told, _ = self._log_in(password, act)
            self.read_mails()
            return told

    def begin(self, password: str) -> str | datetime:
        """Give the password, then begin a recovery; or what the password alone led to."""
        with self.node() as act:
            told, marker = self._log_in(password, act)
            half = find_half_auth(marker, act.now)
            if half is None:
                return told
            try:
                ready_at = starting.start(half, act=act)
                self.read_mails()
                return ready_at
            except (RecoveryUnavailable, TooManyAttempts) as refusal:
                return _TOLD[type(refusal)]

    def sign_in(self, password: str) -> bool:
        """Give the password and a backup code."""
        with self.node() as act:
            half = find_half_auth(self._log_in(password, act)[1], act.now)
            assert half is not None
            done = login.verify_login(half, self.codes.pop(), presented=BrowserCookies(), act=act)
            self.session = done.caller.token
            return True

    def guess(self, password: str) -> bool:
        """Give the password and a wrong code; tell whether that opened a session."""
        with self.node() as act:
            half = find_half_auth(self._log_in(password, act)[1], act.now)
            if half is None:
                return False
            try:
                wrong = "0000-0000-0000-0000"
                login.verify_login(half, wrong, presented=BrowserCookies(), act=act)
            except (InvalidCode, TooManyAttempts):
                return False
            return True

    def step_up(self) -> bool:
        with self.node() as act:
            caller = self.caller(act)
            if caller is None or not self.codes or not caller.user.has_two_factor:
                return False
            renewed = reauthenticate(caller, code=self.codes.pop(), browser=None, act=act)
            self.session = renewed.token
            return True

    def finish(self, token: str, password: str, *, is_owner: bool) -> str:
        with self.node() as act:
            try:
                done = finishing.finish(
                    token, password, presented=BrowserCookies(), half=None, act=act
                )
            except (InvalidToken, InvalidPassword) as refusal:
                return _TOLD[type(refusal)]
            self.session = done.caller.token if is_owner else None
            return said.IN

    def enrol(self) -> bool:
        """Set up a new factor in the session that finished the recovery."""
        with self.node() as act:
            caller = self.caller(act)
            if caller is None or caller.user.has_two_factor:
                return False
            secret = enrolment.set_up(caller, enrolment.Wish(), restart=True, act=act).secret
            code = oath.code(secret, act.now)
            enabled = enrolment.enable(caller, code, secret=None, act=act)
            assert enabled.caller is not None
            self.session, self.codes = enabled.caller.token, list(enabled.backup_codes or ())
            return True

    def reset(self, new: str) -> bool | None:
        """Set a password by a mail; None where the limit of mails was reached."""
        with self.node() as act:
            before = len(self.links["reset"])
            passwords.ask_reset(self.email, browser=None, act=act)
            self.read_mails()
            if len(self.links["reset"]) == before:
                return None
            try:
                passwords.reset_password(self.links["reset"][-1], new, act=act)
            except RecoveryProbation:
                return False
            return True

    def change(self, old: str, new: str) -> bool:
        with self.node() as act:
            caller = self.caller(act)
            if caller is None or caller.must_enrol:
                return False
            try:
                refuse_on_probation(caller.user)
            except RecoveryProbation:
                return False
            renewed = passwords.change_password(caller, old, new, browser=None, act=act)
            self.session = renewed.token
            return True

    def stop_by_mail(self, token: str) -> None:
        with self.node() as act, suppress(InvalidToken, Conflict):
            stopping.stop_by_mail(token, act=act)

    def stop_by_session(self) -> bool:
        with self.node() as act:
            caller = self.caller(act)
            if caller is None:
                return False
            stopping.stop_own(caller, act=act)
            return True

    def serve(self) -> None:
        with self.node() as act:
            if advance_due(act.now):
                self.read_mails()

    def deliver(self) -> None:
        with self.node() as act:
            deliver_due(act.now)

    def _log_in(self, password: str, act: Act) -> tuple[str, str | None]:
        try:
            done = auth.log_in(self.email, password, presented=BrowserCookies(), act=act)
        except (InvalidCredentials, RecoveryProbation) as refusal:
            return _TOLD[type(refusal)], None
        if isinstance(done, LoginResult):
            return said.IN, None
        return said.HALF, done.marker
