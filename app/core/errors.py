"""The refusals of the API: typed exceptions with stable codes."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from app.core.text import _

Fields = Mapping[str, Sequence[str]]


class AppError(Exception):
    """A refusal that a client sees.

    `message` is for a person, `code` for a program, `status` for HTTP.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    message: str = _("Something went wrong on our side. Try again in a moment.")

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: Fields | None = None,
        retry_after: int | None = None,
        **extra: Any,
    ) -> None:
        """Take what the answer adds to the code.

        `fields` maps a field to its errors. `retry_after` is in seconds. `extra` are further
        members of the JSON body; those that are None are left out.
        """
        self.message = message or type(self).message
        self.fields = fields
        self.retry_after = retry_after
        self.extra = {name: value for name, value in extra.items() if value is not None}
        super().__init__(self.message)


class InvalidRequest(AppError):
    status, code, message = 400, "invalid_request", _("Some of what was sent is not valid.")


class InvalidJson(AppError):
    status, code, message = 400, "invalid_json", _("The body is not valid JSON.")


class InvalidCode(AppError):
    status, code = 400, "invalid_code"
    message = _("That code is not right. Use the newest code in your app.")


class CodeAlreadyUsed(AppError):
    status, code = 400, "code_already_used"
    message = _("That code was used before. Wait for the next one.")


class InvalidPasskey(AppError):
    status, code = 400, "invalid_passkey"
    message = _("That passkey was not accepted. Try again.")


class InvalidPassword(AppError):
    status, code, message = 400, "invalid_password", _("That is not your current password.")


class PasswordRequired(AppError):
    status, code = 400, "password_required"
    message = _("Choose a password: this browser is not the one that registered the account.")


class InvalidToken(AppError):
    status, code = 400, "invalid_token"
    message = _("This link was used before, has expired or is not complete.")


class NotSignedIn(AppError):
    status, code, message = 401, "not_signed_in", _("Sign in first.")


class InvalidBearer(AppError):
    status, code = 401, "invalid_token"
    message = _("This token has expired or its session has ended. Sign in again.")


class RefreshReused(AppError):
    status, code = 401, "refresh_reused"
    message = _("This refresh token was used before, so its session was ended. Sign in again.")


class InvalidCredentials(AppError):
    status, code, message = (
        401,
        "invalid_credentials",
        _("The e-mail or the password is not right."),
    )


class InvalidClient(AppError):
    status, code = 401, "invalid_client"
    message = _("This is no client of this service, or its secret is another one.")


class TwoFactorSessionExpired(AppError):
    status, code = 401, "twofa_session_expired"
    message = _("Your sign-in timed out. Sign in again.")


class EmailUnverified(AppError):
    status, code = 403, "email_unverified"
    message = _("Verify your e-mail first: open the link in the mail that we sent you.")


class AccountDisabled(AppError):
    status, code = 403, "account_disabled"
    message = _("This account is disabled. Ask whoever runs this service.")


class ReauthRequired(AppError):
    status, code, message = 403, "reauth_required", _("Confirm that it is you to go on.")


class TwoFactorSetupRequired(AppError):
    status, code = 403, "two_factor_setup_required"
    message = _("Your account must use two-factor authentication. Set it up to go on.")


class PasskeyRequired(AppError):
    status, code = 403, "passkey_required"
    message = _("Your account signs in by a passkey. A code is not enough here.")


class TwoFactorRequired(AppError):
    status, code = 403, "two_factor_required"
    message = _("Your account must keep two-factor authentication on.")


class RecoveryUnavailable(AppError):
    status, code = 403, "recovery_unavailable"
    message = _("This account cannot be recovered here. Ask whoever runs this service.")


class RecoveryProbation(AppError):
    status, code = 403, "recovery_probation"
    message = _("This has to wait for a day, because the account was recovered.")


class CrossOrigin(AppError):
    status, code, message = 403, "cross_origin", _("This request came from another site.")


class Forbidden(AppError):
    status, code = 403, "forbidden"
    message = _("This is for administrators.")


class GroupRequired(AppError):
    status, code = 403, "group_required"
    message = _("Your account may not use this app. Ask whoever runs it.")


class NotFound(AppError):
    status, code, message = 404, "not_found", _("There is nothing at this address.")


class MethodNotAllowed(AppError):
    status, code = 405, "method_not_allowed"
    message = _("This address does not take that method.")


class AlreadyEnabled(AppError):
    status, code, message = 409, "already_enabled", _("Two-factor authentication is already on.")


class SetupNotStarted(AppError):
    status, code = 409, "setup_not_started"
    message = _("No set-up is waiting here. It may have expired: start it again.")


class ExtendLimit(AppError):
    status, code = 409, "extend_limit"
    message = _("This sign-in was extended as often as it can be. Sign in again.")


class Conflict(AppError):
    status, code, message = 409, "conflict", _("This does not fit the present state.")


class BodyTooLarge(AppError):
    status, code, message = 413, "body_too_large", _("The body is larger than 16 KiB.")


class UnsupportedMediaType(AppError):
    status, code = 415, "unsupported_media_type"
    message = _("Send JSON with Content-Type: application/json.")


class TooManyAttempts(AppError):
    status, code = 429, "too_many_attempts"
    message = _("Too many attempts. Wait a while and try again.")


class TooManyRequests(AppError):
    status, code = 429, "too_many_requests"
    message = _("Too many requests from your network. Wait a while and try again.")


class InternalError(AppError):
    pass


class Unavailable(AppError):
    status, code = 503, "unavailable"
    message = _("The service is busy or a part of it is down. Try again in a moment.")

    def __init__(self, message: str | None = None, *, retry_after: int = 5) -> None:
        """Take the seconds for Retry-After, which every 503 carries."""
        super().__init__(message, retry_after=retry_after)


OF_A_CODE = (InvalidCode, CodeAlreadyUsed, TooManyAttempts, PasskeyRequired)
OF_A_LOGIN = (
    *(InvalidCredentials, EmailUnverified, AccountDisabled, RecoveryProbation),
    TooManyAttempts,
)
