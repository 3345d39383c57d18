"""Adding clients, giving them new secrets, and revoking them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import NotFound
from app.core.opaque_tokens import digest, is_same_digest, new_id
from app.core.scannable_secrets import CLIENT_SECRET, is_whole, new_secret
from app.core.text import _
from app.db import rows_changed, write_tx
from app.db.reads import find_row
from app.db.versions import conflicting
from app.extensions import db
from app.forward_auth.apps import require_origin
from app.introspection.models import Client

_COLUMNS: tuple[Any, ...] = (Client.id, Client.origin, Client.secret_hash)
_FIND = select(*_COLUMNS).where(Client.id == bindparam("id"))
_NO_HASH = "0" * 64


class Issued(NamedTuple):
    """A client, and its secret, which is shown only now."""

    id: str
    name: str
    secret: str


class KnownClient(NamedTuple):
    """A client that gave its secret."""

    id: str
    origin: str | None


def list_clients(*, after: str = "", limit: int) -> Sequence[Client]:
    """Return clients by name, from behind the name `after`."""
    chosen = select(Client).where(Client.name > after).order_by(Client.name).limit(limit)
    return db.session.scalars(chosen).all()


def add(name: str, *, origin: str | None, act: Act) -> Issued:
    """Make a client.

    Raises Conflict where the name is taken, or InvalidRequest for a wrong origin.
    """
    place = None if origin is None else require_origin(origin)
    made = Issued(new_id(), name, new_secret(CLIENT_SECRET))
    row = Client(id=made.id, name=name, origin=place, created_at=act.now)
    row.secret_hash = digest(made.secret)
    with write_tx() as tx:
        with conflicting(_("There is a client {name} already.").format(name=name)):
            tx.add(row)
            tx.flush()
        record(tx, Event.CLIENT_ADDED, subject_id=None, act=act, client=name)
    return made


def rotate(name: str, *, act: Act) -> Issued:
    """Give a client a new secret.

    The old one is dead at once. Raises NotFound.
    """
    secret = new_secret(CLIENT_SECRET)
    values = {"secret_hash": digest(secret), "rotated_at": act.now}
    with write_tx() as tx:
        renewed = update(Client).where(Client.name == name).values(**values)
        found = tx.scalar(renewed.returning(Client.id))
        if found is None:
            raise NotFound(_("There is no client {name}.").format(name=name))
        record(tx, Event.CLIENT_ROTATED, subject_id=None, act=act, client=name)
    return Issued(found, name, secret)


def revoke(name: str, *, act: Act) -> None:
    """Delete a client; raises NotFound."""
    with write_tx() as tx:
        if not rows_changed(tx, delete(Client).where(Client.name == name)):
            raise NotFound(_("There is no client {name}.").format(name=name))
        record(tx, Event.CLIENT_REVOKED, subject_id=None, act=act, client=name)


def void_secrets(tx: Session) -> None:
    """Let no secret of any client work, after a restore.

    `rotate` gives a client another one.
    """
    tx.execute(update(Client).values(secret_hash=_NO_HASH))


def find_client(client_id: str, secret: str) -> KnownClient | None:
    """Return the client of an id and its secret, or None.

    The secret is compared in constant time, also where there is no such client (T05).
    """
    if not is_whole(secret, CLIENT_SECRET) or not client_id.isprintable():
        return None  # no database stores or compares a NUL
    found = find_row(_FIND, id=client_id)
    known, origin, stored = tuple(found) if found else (client_id, None, _NO_HASH)
    return KnownClient(known, origin) if is_same_digest(secret, stored) else None
