"""The mutants of teams: door, passkeys, policy, administration, recovery and tokens."""

from benchmarks.mutant import Mutant

TEAM = (
    Mutant(
        "a shut door makes nothing", "app/accounts/admission.py",
        "        return settings().door.is_open_for(email)\n", "        return True\n",
        "tests/invitations/test_shut_door.py", "I01",
    ),
    Mutant(
        "a link for many has a count", "app/invitations/redeeming.py",
        "own = (Invitation.id == invitation_id, Invitation.uses > 0)",
        "own = (Invitation.id == invitation_id,)",
        "tests/invitations/test_shown_links.py", "I02",
    ),
    Mutant(
        "who lost the role invites nobody", "app/invitations/issuing.py",
        " or inviter.role != ADMIN", "", "tests/invitations/test_every_way_in.py", "I06",
    ),
    Mutant(
        "the device checked its user", "app/auth/passkey_login.py",
        "not found.proof.user_verified or ", "", "tests/factors/test_passkey_login.py", "P01",
    ),
    Mutant(
        "a challenge works once", "app/passkeys/challenges.py",
        "    if tx.scalar(spent) is None:\n        raise InvalidPasskey\n",
        "    tx.scalar(spent)\n", "tests/passkeys/test_challenges.py", "P02",
    ),
    Mutant(
        "a passkey's owner", "app/passkeys/keys.py",
        "Passkey.id == key_id, Passkey.user_id == user_id", "Passkey.id == key_id",
        "tests/factors/test_passkey_second_step.py", "P03",
    ),
    Mutant(
        "a passkey signs for our origins alone", "app/passkeys/client_data.py",
        " or found.origin not in party.origins", "", "tests/passkeys/test_assertion.py", "P04",
    ),
    Mutant(
        "a ceremony in another site's frame", "app/passkeys/client_data.py",
        'said.get("crossOrigin", False) is not False or "topOrigin" in said', "False",
        "tests/passkeys/test_assertion.py", "P04",
    ),
    Mutant(
        "a copied key is told by its counter", "app/passkeys/keys.py",
        "    if not key.backup_eligible:\n        raise CounterWentBack(key)\n", "",
        "tests/factors/test_passkey_second_step.py", "P06",
    ),
    Mutant(
        "the days of grace are before who was never told", "app/policy/standing.py",
        "Policy.grace_days == _fixed(0))", "Policy.grace_days >= _fixed(0))",
        "tests/policy/test_dates.py", "G02",
    ),
    Mutant(
        "the strictest policy of all groups holds", "app/policy/standing.py",
        "_LEVEL = func.max(", "_LEVEL = func.min(", "tests/policy/test_groups_and_levels.py", "G05",
    ),
    Mutant(
        "administrators do not shut themselves out", "app/policy/service.py",
        "        if not force:\n", "        if False:\n",
        "tests/policy/test_administrators_inside.py", "G06",
    ),
    Mutant(
        "a code finishes nothing beside a passkey", "app/policy/methods.py",
        "    if find_standing(user.id).needs_passkey:\n", "    if False:\n",
        "tests/policy/test_passkey_alone.py", "G07",
    ),
    Mutant(
        "the role in the row", "app/sessions/guards.py",
        "    if caller.user.role != ADMIN:\n        raise Forbidden\n", "",
        "tests/admin/test_door.py", "A01",
    ),
    Mutant(
        "an administrator proved a second factor", "app/sessions/guards.py",
        "    if not has_second_factor(caller.session.amr):\n", "    if False:\n",
        "tests/admin/test_door.py", "A01",
    ),
    Mutant(
        "signs of a search mean nothing", "app/users/search.py",
        ", autoescape=True", "", "tests/admin/test_people_search.py", "A08",
    ),
    Mutant(
        "a stale page loses nothing", "app/db/versions.py",
        "if sent is not None and sent != row.version:", "if False:",
        "tests/admin/test_people_acts.py", "A10",
    ),
    Mutant(
        "no cell is a formula", "app/core/spreadsheets.py",
        'f"\'{text}" if text.startswith(_FORMULA) else text', "text",
        "tests/admin/test_history_export.py", "A11",
    ),
    Mutant(
        "the password was used with a factor", "app/users/recovery_marks.py",
        " and user.password_vouched_at is not None", "",
        "tests/recovery/test_who_may_begin.py", "V01",
    ),
    Mutant(
        "the date is looked at again", "app/recovery/states.py",
        "        Recovery.ready_at <= moment,\n        Recovery.expires_at > moment,\n",
        "        Recovery.expires_at > moment,\n", "tests/recovery/test_waiting.py", "V02",
    ),
    Mutant(
        "a recovery link has five tries", "app/recovery/states.py",
        ", Recovery.tries < MOST_TRIES)", ",)", "tests/recovery/test_finishing.py", "V03",
    ),
    Mutant(
        "a recovery link lives a day", "app/recovery/states.py",
        "        Recovery.expires_at > moment,\n", "", "tests/recovery/test_finishing.py", "V03",
    ),
    Mutant(
        "no recovery soon after a move", "app/recovery/starting.py",
        "    yield tx.scalars(moves).all(), _AFTER_MOVE, _MOVED\n", "",
        "tests/recovery/test_moved_addresses.py", "V06",
    ),
    Mutant(
        "a day of probation", "app/sessions/guards.py",
        "    if settled:\n        refuse_on_probation(caller.user)\n", "",
        "tests/recovery/test_probation.py", "V08",
    ),
    Mutant(
        "the password alone opens no recovered account", "app/users/recovery_marks.py",
        "RecoveryProbation(_GO_ON) if user.recovered_at is not None else None", "None",
        "tests/recovery/test_before_the_new_factor.py", "V12",
    ),
    Mutant(
        "a token opens its app alone", "app/forward_auth/token_check.py",
        " or owner.origin != origin", "", "tests/app_tokens/test_opening.py", "T02",
    ),
    Mutant(
        "a token ends with a new password", "app/app_tokens/lookup.py",
        "        AppToken.token_version == User.token_version,\n        User.disabled_at",
        "        User.disabled_at", "tests/app_tokens/test_ending.py", "T03",
    ),
    Mutant(
        "a forged token costs no read", "app/app_tokens/lookup.py",
        "    if not is_whole(token, APP_TOKEN):\n        return None\n", "",
        "tests/app_tokens/test_forged.py", "T04",
    ),
    Mutant(
        "a client learns of its own tokens alone", "app/introspection/service.py",
        " or owner.origin != client.origin", "", "tests/introspection/test_introspection.py", "T05",
    ),
)  # fmt: skip
