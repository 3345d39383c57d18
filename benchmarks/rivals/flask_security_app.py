"""Flask-Security-Too with two factors on, as its quick start shows it; runs in its own venv.

`python -m benchmarks.rivals.flask_security_app N` makes the database with N enrolled accounts and
prints them as JSON.
"""

import json
import os
import sys
from uuid import uuid4

from flask import Flask
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    auth_required,
    current_user,
    hash_password,
)
from flask_security.models import fsqla_v3 as models
from flask_sqlalchemy import SQLAlchemy

PASSWORD = "correct horse battery"

app = Flask(__name__)
app.config.update(
    SECRET_KEY="a-key-of-the-benchmark-0123456789abcdef",
    SQLALCHEMY_DATABASE_URI=os.environ["RIVAL_DATABASE_URL"],
    SECURITY_PASSWORD_SALT="146585145368132386173505678016728509634",
    SECURITY_PASSWORD_HASH="bcrypt",
    SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={"bcrypt__rounds": 12},
    SECURITY_TWO_FACTOR=True,
    SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
    SECURITY_TOTP_SECRETS={"1": "TjQ9Qa31VOrfEzuPy4VHQWPCTmRzCnFzMKLxXYiZu9B"},
    SECURITY_TOTP_ISSUER="Benchmark",
    SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=True,  # as its guide says for programs that speak JSON
    WTF_CSRF_ENABLED=False,
)
db = SQLAlchemy(app)
models.FsModels.set_db_info(db)


class Role(db.Model, models.FsRoleMixin):  # type: ignore[name-defined, misc]
    """A role, as the library defines it."""


class User(db.Model, models.FsUserMixin):  # type: ignore[name-defined, misc]
    """An account, as the library defines it."""


security = Security(app, SQLAlchemyUserDatastore(db, User, Role))


@app.get("/me")
@auth_required("session")
def me() -> dict[str, object]:
    """Tell who is signed in."""
    return {"email": current_user.email, "twoFactor": current_user.tf_primary_method is not None}


def populate(number: int) -> list[dict[str, str]]:
    """Make the tables and that many enrolled accounts; return what their owners know."""
    db.create_all()
    password, people = hash_password(PASSWORD), []
    for at in range(number):
        totp = security.totp_factory._totp.new()
        email = f"person{at}@example.com"
        user = User(
            email=email,
            password=password,
            active=True,
            fs_uniquifier=uuid4().hex,
            tf_primary_method="authenticator",
            tf_totp_secret=totp.to_json(encrypt=True),
        )
        db.session.add(user)
        people.append({"email": email, "secret": totp.base32_key})
    db.session.commit()
    return people


if __name__ == "__main__":
    with app.app_context():
        print(json.dumps({"password": PASSWORD, "people": populate(int(sys.argv[1]))}))
