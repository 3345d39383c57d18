"""The types of security events, one word each."""

from enum import StrEnum


class Event(StrEnum):
    """What happened; the wire and the command line show these words."""

    CHAIN_STARTED = "audit.chain_started"
    PRUNED = "audit.pruned"
    REGISTERED = "account.registered"
    REGISTERED_AGAIN = "account.registered_again"
    REGISTRATION_DECLINED = "account.registration_declined"
    REGISTRATION_DROPPED = "account.registration_dropped"
    REGISTRATION_REFUSED = "account.registration_refused"
    EMAIL_VERIFIED = "account.email_verified"
    VERIFICATION_SENT = "account.verification_sent"
    RESET_ASKED = "account.reset_asked"
    PASSWORD_RESET = "account.password_reset"
    PASSWORD_CHANGED = "account.password_changed"
    PASSWORD_REFUSED = "account.password_refused"
    EMAIL_CHANGE_ASKED = "account.email_change_asked"
    EMAIL_CHANGE_CANCELLED = "account.email_change_cancelled"
    EMAIL_CHANGED = "account.email_changed"
    EMAIL_CHANGE_UNDONE = "account.email_change_undone"
    CLOSED = "account.closed"
    EXPORTED = "account.exported"
    RENAMED = "account.renamed"
    LOCALE_CHANGED = "account.locale_changed"
    ROLE_CHANGED = "account.role_changed"
    DISABLED = "account.disabled"
    REENABLED = "account.enabled"
    DELETED = "account.deleted"
    UNLOCKED = "account.unlocked"
    INVITED = "invitation.made"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_TAKEN = "invitation.taken"
    LOGIN = "login"
    LOGIN_FAILED = "login.failed"
    SECOND_FACTOR_ASKED = "login.second_factor_asked"
    LOGOUT = "logout"
    LOGOUT_ALL = "logout.all"
    SESSION_ENDED = "session.ended"
    REFRESH_REUSED = "session.refresh_reused"
    REAUTHENTICATED = "reauth"
    REAUTH_FAILED = "reauth.failed"
    DEVICE_TRUSTED = "device.trusted"
    DEVICE_FORGOTTEN = "device.forgotten"
    SETUP_STARTED = "2fa.setup_started"
    TWO_FACTOR_ENABLED = "2fa.enabled"
    TWO_FACTOR_REPLACED = "2fa.replaced"
    TWO_FACTOR_DISABLED = "2fa.disabled"
    TWO_FACTOR_RESET = "2fa.reset"
    TWO_FACTOR_ASKED = "2fa.asked"
    BACKUP_CODES_REPLACED = "2fa.backup_codes_replaced"
    BACKUP_CODE_USED = "2fa.backup_code_used"
    CODE_REFUSED = "2fa.code_refused"
    CODES_LOCKED = "2fa.locked"
    SECRET_UNREADABLE = "2fa.secret_unreadable"
    AUTHENTICATOR_ADDED = "authenticator.added"
    AUTHENTICATOR_REMOVED = "authenticator.removed"
    AUTHENTICATOR_RENAMED = "authenticator.renamed"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    PASSKEY_RENAMED = "passkey.renamed"
    PASSKEY_REFUSED = "passkey.refused"
    PASSKEY_COUNTER = "passkey.counter"
    RECOVERY_BEGUN = "recovery.begun"
    RECOVERY_REMINDED = "recovery.reminded"
    RECOVERY_READY = "recovery.ready"
    RECOVERY_FINISHED = "recovery.finished"
    RECOVERY_STOPPED = "recovery.stopped"
    RECOVERY_ENDED = "recovery.ended"
    RECOVERY_LAPSED = "recovery.lapsed"
    RECOVERY_ADDRESS_ASKED = "recovery.address_asked"
    RECOVERY_ADDRESS_SET = "recovery.address_set"
    RECOVERY_ADDRESS_REMOVED = "recovery.address_removed"
    POLICY_CHANGED = "policy.changed"
    POLICY_EXTENDED = "policy.extended"
    GROUP_CREATED = "group.created"
    GROUP_CHANGED = "group.changed"
    GROUP_DELETED = "group.deleted"
    GROUP_JOINED = "group.joined"
    GROUP_LEFT = "group.left"
    APP_ADDED = "app.added"
    APP_CHANGED = "app.changed"
    APP_REMOVED = "app.removed"
    APP_TOKEN_MADE = "app_token.made"
    APP_TOKEN_REVOKED = "app_token.revoked"
    CLIENT_ADDED = "client.added"
    CLIENT_ROTATED = "client.rotated"
    CLIENT_REVOKED = "client.revoked"
    KEYS_ROTATED = "keys.rotated"
    RESTORED = "instance.restored"


SUCCESS, FAILURE = "success", "failure"
# What is written as a failure: somebody was refused, or should have been.
FAILURES = frozenset(
    {
        Event.LOGIN_FAILED,
        Event.REAUTH_FAILED,
        Event.PASSWORD_REFUSED,
        Event.REFRESH_REUSED,
        Event.CODE_REFUSED,
        Event.CODES_LOCKED,
        Event.SECRET_UNREADABLE,
        Event.PASSKEY_REFUSED,
        Event.PASSKEY_COUNTER,
    }
)
SIGN_INS = frozenset(
    {
        Event.LOGIN,
        Event.SECOND_FACTOR_ASKED,
        Event.LOGOUT,
        Event.LOGOUT_ALL,
        Event.SESSION_ENDED,
        Event.REAUTHENTICATED,
        Event.DEVICE_TRUSTED,
        Event.DEVICE_FORGOTTEN,
        Event.BACKUP_CODE_USED,
    }
)


class Kind(StrEnum):
    """What a reader of the history looks for."""

    SIGN_IN = "sign-in"
    CHANGE = "change"
    REFUSAL = "refusal"
