"""Promise: the whole journey works, from an unknown address to a session with two factors."""

from tests.person import Person, link_token, mails


def test_a_person_registers_enrols_and_signs_in_with_two_factors(person: Person) -> None:
    body = {"email": person.email, "password": person.password, "name": "Ann"}
    assert person.post("register", body).status_code == 201
    assert person.log_in().json["code"] == "email_unverified"

    token = link_token(mails(person.app, person.clock.now())[0])
    assert person.post("verify-email", {"token": token}).status_code == 200
    assert person.log_in().json["user"]["email"] == person.email

    person.enable()
    assert len(person.backup_codes) == 10
    assert person.get("me").json["user"]["twoFactorEnabled"] is True
    person.post("logout")

    answer = person.log_in()
    assert answer.json == {
        "requires2FA": True,
        "methods": ["totp", "backup_code"],
        "expiresIn": 300,
    }
    assert person.get("me").status_code == 401
    assert person.verify().json["user"]["name"] == "Ann"
    assert person.is_signed_in()
