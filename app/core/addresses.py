"""The one normal form of an e-mail address, so that one mailbox is one account (R44)."""

import re
import unicodedata

import email_validator

from app.core.errors import InvalidRequest

# Self-hosted teams use names such as .local or .internal; a mail that cannot arrive harms nobody.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

LONGEST = 254
# The characters that NFKC makes an at sign: whoever types the full-width one means the same.
_AT = re.compile("[@\ufe6b\uff20]")


def normal_form(text: str) -> str:
    """Return the address trimmed, its local part in NFKC and casefolded, its domain in Unicode.

    Raises InvalidRequest where it is not an address: checked after normalising, because a
    full-width at sign or a ligature must not slip past the check (CVE-2019-19844).
    """
    refusal = InvalidRequest(fields={"email": ["This is not an e-mail address."]})
    local, _, domain = _AT.sub("@", text.strip()).rpartition("@")
    folded = f"{_fold(local)}@{domain}"
    if len(folded) > LONGEST:
        raise refusal
    try:
        # It maps the domain by UTS 46, non-transitional (IDNA 2008). Casefolding would make
        # straße.de, which somebody owns, the domain of somebody else.
        normal = email_validator.validate_email(folded, check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise refusal from None
    # What does not stay as it is would be a second spelling of an address.
    if normal.local_part != _fold(normal.local_part) or len(normal.normalized) > LONGEST:
        raise refusal
    return normal.normalized


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
