"""The normal form of an e-mail address: one mailbox, one account (R44)."""

import re
import unicodedata

import email_validator

from app.core.errors import InvalidRequest
from app.core.text import _

# Self-hosted teams use domains such as .local or .internal, which email-validator refuses.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

LONGEST = 254
# The at sign, and the small and full-width ones that NFKC maps to it.
_AT = re.compile("[@\ufe6b\uff20]")


def normal_form(text: str) -> str:
    """Return the normal form of an address; raises InvalidRequest.

    The address is trimmed, its local part is in NFKC and casefolded, its domain is in Unicode. The
    check runs after normalising, because a full-width at sign or a ligature must not slip past it
    (CVE-2019-19844).
    """
    refusal = InvalidRequest(fields={"email": [_("This is not an e-mail address.")]})
    local, _at, domain = _AT.sub("@", text.strip()).rpartition("@")
    folded = f"{_fold(local)}@{domain}"
    if len(folded) > LONGEST:
        raise refusal
    try:
        # validate_email maps the domain by UTS 46, non-transitional (IDNA 2008). Casefolding would
        # turn straße.de into strasse.de, another owner's domain.
        normal = email_validator.validate_email(folded, check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise refusal from None
    # An address that changes when it is normalised again would be a second spelling.
    if normal.local_part != _fold(normal.local_part) or len(normal.normalized) > LONGEST:
        raise refusal
    return normal.normalized


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
