"""The types of security events, one word each."""

from enum import StrEnum


class Event(StrEnum):
    """What happened; the wire and the command line show these words."""

    CHAIN_STARTED = "audit.chain_started"
    REGISTERED = "account.registered"
    EMAIL_VERIFIED = "account.email_verified"
    ROLE_CHANGED = "account.role_changed"
    DISABLED = "account.disabled"
    REENABLED = "account.enabled"
    DELETED = "account.deleted"
    UNLOCKED = "account.unlocked"
    LOGIN = "login"
    LOGIN_FAILED = "login.failed"
    SECOND_FACTOR_ASKED = "login.second_factor_asked"
    LOGOUT = "logout"
    LOGOUT_ALL = "logout.all"
    SESSION_ENDED = "session.ended"
    REAUTHENTICATED = "reauth"
    REAUTH_FAILED = "reauth.failed"
    SETUP_STARTED = "2fa.setup_started"
    TWO_FACTOR_ENABLED = "2fa.enabled"
    TWO_FACTOR_REPLACED = "2fa.replaced"
    TWO_FACTOR_DISABLED = "2fa.disabled"
    TWO_FACTOR_RESET = "2fa.reset"
    BACKUP_CODES_REPLACED = "2fa.backup_codes_replaced"
    BACKUP_CODE_USED = "2fa.backup_code_used"
    CODE_REFUSED = "2fa.code_refused"
    CODES_LOCKED = "2fa.locked"
    SECRET_UNREADABLE = "2fa.secret_unreadable"
    POLICY_CHANGED = "policy.changed"
    KEYS_ROTATED = "keys.rotated"


SUCCESS, FAILURE = "success", "failure"
