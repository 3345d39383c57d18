"""Why a mail could not be sent.

The texts hold no address, no link and no password.
"""

import re
import smtplib
import ssl

from app.core.request_origin import printable

# RFC 3463: the part of a server's answer that gives the reason and quotes no address.
_REASON = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")


class MailFailed(Exception):
    """A mail was not sent; the text is for the operator.

    `reply` is the whole answer of the server. It may quote the address, so only the operator who
    typed the address sees it.
    """

    reply = ""


class MailDelayed(MailFailed):
    """The mail may be sent later."""


class MailRefused(MailFailed):
    """The mail can never be sent."""


# One receiver may be at fault here. Any other reason holds up every mail.
RECEIVER_REFUSED = "the receiver was refused"


def explain(wrong: OSError) -> MailDelayed | MailRefused:
    """Return what went wrong with a server, as temporary or permanent.

    Only what a server says about this receiver or this mail (5xx) is permanent. An operator can
    mend a sender or a password that the server refuses, and the mails wait for that.
    """
    found = _explained(wrong)
    if isinstance(wrong, smtplib.SMTPRecipientsRefused):
        found.reply = spelled(*next(iter(wrong.recipients.values())))
    elif isinstance(wrong, smtplib.SMTPResponseException):
        found.reply = spelled(wrong.smtp_code, wrong.smtp_error)
    return found


def spelled(code: int, reply: bytes | str) -> str:
    """Return a server's answer as one line that a terminal can show."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return printable(f"{code} {' '.join(text.split())}")


def _explained(wrong: OSError) -> MailDelayed | MailRefused:
    if isinstance(wrong, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(wrong.recipients.values()))
        return _verdict(code, f"{RECEIVER_REFUSED}: {_answer(code, reply)}")
    if isinstance(wrong, smtplib.SMTPResponseException):
        answer = _answer(wrong.smtp_code, wrong.smtp_error)
        if isinstance(wrong, smtplib.SMTPDataError):
            return _verdict(wrong.smtp_code, f"the mail was refused: {answer}")
        if isinstance(wrong, smtplib.SMTPSenderRefused):
            return MailDelayed(f"the sender (MAIL_FROM) was refused: {answer}")
        if isinstance(wrong, smtplib.SMTPAuthenticationError):
            return MailDelayed(f"user and password (MAIL_URL) were refused: {answer}")
        return MailDelayed(f"the server answered {answer}")
    return MailDelayed(_trouble(wrong))


def _trouble(wrong: OSError) -> str:
    if isinstance(wrong, ssl.SSLCertVerificationError):
        return f"the server's certificate is not trusted: {wrong.verify_message}"
    if isinstance(wrong, ssl.SSLError):
        return f"no TLS with the server: {wrong.reason or type(wrong).__name__}"
    # smtplib says "disconnected" for a read that timed out.
    if isinstance(wrong, TimeoutError) or isinstance(wrong.__context__, TimeoutError):
        return "the server did not answer in time"
    if isinstance(wrong, smtplib.SMTPServerDisconnected):
        return "the server ended the connection"
    if isinstance(wrong, smtplib.SMTPException):
        return f"the server does not speak as expected: {type(wrong).__name__}"
    return f"the server cannot be reached: {wrong.strerror or type(wrong).__name__}"


def _verdict(code: int, text: str) -> MailDelayed | MailRefused:
    return MailRefused(text) if 500 <= code < 600 else MailDelayed(text)


def _answer(code: int, reply: bytes | str) -> str:
    found = _REASON.match(reply.decode("ascii", "replace") if isinstance(reply, bytes) else reply)
    return f"{code} {found[1]}" if found else str(code)
