"""The one normal form of an e-mail address, so that one mailbox is one account (R44)."""

import unicodedata

import email_validator

from app.core.errors import InvalidRequest

# Self-hosted teams use names such as .local or .internal; a mail that cannot arrive harms nobody.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

LONGEST = 254


def normal_form(text: str) -> str:
    """Return the address trimmed, NFKC-normalised, casefolded and with a Unicode domain.

    Raises InvalidRequest where it is not an address: checked after normalising, because a
    full-width at sign or a ligature must not slip past the check (CVE-2019-19844).
    """
    refusal = InvalidRequest(fields={"email": ["This is not an e-mail address."]})
    folded = _fold(text.strip())
    if len(folded) > LONGEST:
        raise refusal
    try:
        normal = email_validator.validate_email(folded, check_deliverability=False).normalized
    except email_validator.EmailNotValidError:
        raise refusal from None
    # An encoded domain may hold what folding changes (xn--strae-oqa is straße, never strasse):
    # it would be a second spelling of an address, or the same one for another mailbox.
    if normal != _fold(normal):
        raise refusal
    return normal


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
