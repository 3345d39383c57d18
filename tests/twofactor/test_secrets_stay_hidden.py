"""Promise: secret and backup codes are shown once by setup and enable, and by nothing else ever
(R16); at rest they are sealed to their owner's row (R18)."""

import base64
import re

from app.factors.models import TotpSecret
from tests import oath
from tests.person import Person, mails
from tests.rows import dump, events, execute, rows


def spellings(person: Person) -> list[str]:
    """The secrets of a person in the forms in which they could leak."""
    raw = base64.b32decode(person.secret)
    forms = [person.secret, person.secret.lower(), raw.hex(), base64.b64encode(raw).decode()]
    forms.append(repr(raw)[2:-1])
    for code in person.backup_codes:
        forms += [code, code.replace("-", "")]
    return forms


def test_r16_no_answer_repeats_a_secret(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    half.verify(enrolled.wrong_code())
    answers = [half.get("2fa/pending"), half.verify(enrolled.wrong_code())]
    for rule in enrolled.app.url_map.iter_rules():
        path = re.sub("<.*?>", "x", rule.rule)
        answers += [enrolled.get(path), half.get(path)] if "GET" in (rule.methods or ()) else []
    answers.append(enrolled.post("2fa/setup", {}))
    answers.append(enrolled.post("2fa/enable", {"token": enrolled.wrong_code()}))
    answers.append(enrolled.reauth(code=enrolled.code()))
    assert len(answers) > 20
    for answer in answers:
        with answer:
            text = answer.get_data().decode("utf-8", "replace") + str(answer.headers)
        for form in spellings(enrolled):
            assert form not in text, answer.request.path


def test_r16_no_row_log_or_mail_holds_a_secret(enrolled: Person) -> None:
    enrolled.other_browser().half().verify(enrolled.backup_codes[0])
    held = dump(enrolled.app)
    history = " ".join(str(each.detail) for each in events(enrolled.app))
    letters = " ".join(mail.as_string() for mail in mails(enrolled.app, enrolled.clock.now()))
    for form in spellings(enrolled):
        assert form not in held
        assert form not in history
        assert form not in letters


def test_r18_a_pending_secret_is_sealed_too(ann: Person) -> None:
    ann.secret = ann.sign_in().set_up()
    held = dump(ann.app)
    for form in spellings(ann):
        assert form not in held


def swap(ann: Person, bob: Person) -> None:
    """Exchange the sealed secrets of two accounts, as somebody who writes to the database could."""
    first, second = rows(ann.app, TotpSecret)
    for row, sealed in ((first, second.sealed), (second, first.sealed)):
        execute(
            ann.app,
            "UPDATE totp_secrets SET sealed = :sealed WHERE id = :id",
            sealed=sealed,
            id=row.id,
        )


def test_r18_a_secret_moved_to_another_account_opens_nothing(enrolled: Person, bob: Person) -> None:
    bob.sign_in().enable()
    swap(enrolled, bob)
    now = bob.clock.now()
    for secret in (enrolled.secret, bob.secret):
        answer = bob.other_browser().half().verify(oath.code(secret, now))
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_code")
        assert "attemptsLeft" in answer.json
    noted = events(bob.app, "2fa.secret_unreadable")
    bobs_id = bob.get("me").json["user"]["id"]
    assert [each.subject_id for each in noted] == [bobs_id] * 2
    assert [each.outcome for each in noted] == ["failure"] * 2


def test_r18_a_broken_secret_still_counts_guesses(enrolled: Person) -> None:
    execute(enrolled.app, "UPDATE totp_secrets SET sealed = 'v1.k9.AAAA'")
    half = enrolled.other_browser().half()
    assert [half.verify().json["code"] for _ in range(5)] == ["invalid_code"] * 5
    assert enrolled.other_browser().half().verify().status_code == 429


def test_r18_backup_codes_still_work_when_the_secret_does_not(enrolled: Person) -> None:
    execute(enrolled.app, "UPDATE totp_secrets SET sealed = 'not even sealed'")
    assert enrolled.other_browser().half().verify(enrolled.backup_codes[0]).status_code == 200


def test_r18_backup_codes_moved_to_another_account_open_nothing(
    enrolled: Person, bob: Person
) -> None:
    bob.sign_in().enable()
    bobs_id = bob.get("me").json["user"]["id"]
    execute(bob.app, "UPDATE backup_codes SET user_id = :bob", bob=bobs_id)
    answer = bob.other_browser().half().verify(enrolled.backup_codes[0])
    assert answer.json["code"] == "invalid_code"
