"""By which methods a person may prove themselves under the policy."""

from app.core.assurance import PASSKEY, PASSWORD
from app.core.errors import PasskeyRequired
from app.factors.owned import Factors, factors_of
from app.policy.standing import Standing, find_standing
from app.users.account import Account
from app.users.models import User


def finishing(factors: Factors, standing: Standing) -> list[str]:
    """Return the methods that finish a login after the password, best first.

    A method that cannot finish is never among them (G07).
    """
    return [PASSKEY] if standing.needs_passkey else factors.methods


def second_factors(user: Account | User) -> list[str]:
    """Return the methods by which a user proves a second factor."""
    if not user.has_two_factor:
        return []
    return finishing(factors_of(user.id), find_standing(user.id))


def step_up_methods(user: Account | User) -> list[str]:
    """Return the `amr` values by which a user can prove themselves anew."""
    return second_factors(user) if user.has_two_factor else [PASSWORD]


def require_no_passkey(user: Account) -> None:
    """Raise PasskeyRequired where a user's codes finish nothing (G07).

    A code that was phished would else register the thief's own passkey.
    """
    if find_standing(user.id).needs_passkey:
        raise PasskeyRequired
