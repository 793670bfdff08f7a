"""Names, numbers and addresses lie sealed

Revision: 0007, after 0006

Only what lies in the columns changes, not their types: a sealed JSON value is a JSON text. It runs
in one transaction, batch by batch; when it is stopped half way the database is as it was.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet, MultiFernet

from frontdesk.sealed import field_seal, parts
from frontdesk.secrets import secret
from frontdesk.settings import settings

revision = '0007'
down_revision = '0006'

_SEALED, _FINDABLE, _JSON = 'sealed', 'findable', 'json'
#: table -> key, column -> how it is sealed
_COLUMNS: dict[str, tuple[str, dict[str, str]]] = {
    'conversations': ('id', {
        'address': _FINDABLE, 'contact_name': _SEALED, 'contact_phone': _FINDABLE,
        'contact_time': _SEALED,
    }),
    'appointments': ('id', {
        'name': _SEALED, 'phone': _FINDABLE, 'reason': _SEALED, 'for_whom': _SEALED,
        'details': _JSON,
    }),
    'waiting': ('id', {'draft': _JSON}),
    'blocks': ('id', {'note': _SEALED}),
    'text_backs': ('conversation_id', {'phone': _FINDABLE}),
    'outbox': ('id', {'address': _FINDABLE, 'body': _JSON}),
    'person_facts': ('id', {'value': _SEALED}),
    'legal_holds': ('id', {'reason': _SEALED}),
    'staff': ('id', {'email': _FINDABLE, 'totp_key': _SEALED}),
}
_INDEXED = (('conversations', 'address'), ('conversations', 'contact_phone'),
            ('appointments', 'phone'))
_AT_ONCE = 500
#: keys of the second factor were the only sealed fields, by Fernet
_MARK = 'sealed:'


def upgrade() -> None:
    """Forward."""
    for table, column in _INDEXED:
        op.create_index(f'ix_{table}_{column}', table, [column])
    _change(_sealed)


def downgrade() -> None:
    """Back."""
    _change(_opened)
    for table, column in _INDEXED:
        op.drop_index(f'ix_{table}_{column}', table)


def _change(changed: Callable[[str, str, Any], Any]) -> None:
    """Each value that is not null becomes `changed(place, kind, value)`."""
    for name, (key, columns) in _COLUMNS.items():
        kinds = {c: sa.JSON() if kind == _JSON else sa.String() for c, kind in columns.items()}
        table = sa.table(name, sa.column(key), *(sa.column(c, t) for c, t in kinds.items()))
        last = ''
        while rows := _batch(table, key, last):
            for row in rows:
                values = {
                    column: changed(_place(name, column), kind, row[column])
                    for column, kind in columns.items() if row[column] is not None
                }
                if values:
                    op.get_bind().execute(
                        sa.update(table).where(table.c[key] == row[key]).values(values)
                    )
            last = rows[-1][key]


def _batch(table: Any, key: str, last: str) -> list[Any]:
    query = sa.select(table).where(table.c[key] > last).order_by(table.c[key]).limit(_AT_ONCE)
    return list(op.get_bind().execute(query).mappings())


def _place(table: str, column: str) -> str:
    # the second factor's key is sealed by the code that spends it, which names no column
    return '' if column == 'totp_key' else f'{table}.{column}'


def _sealed(place: str, kind: str, value: Any) -> str:
    seal = field_seal()
    if kind == _JSON:
        return seal.sealed(json.dumps(value, ensure_ascii=False), place)
    if kind == _FINDABLE:
        return seal.findable(value, place)
    if value.startswith(_MARK):
        value = _before().decrypt(value.removeprefix(_MARK)).decode()
    return seal.sealed(value, place)


def _opened(place: str, kind: str, value: str) -> Any:
    known = field_seal().opened(value, place)
    if kind == _JSON:
        return json.loads(known)
    return known if place else _MARK + _before().encrypt(known.encode()).decode()


def _before() -> MultiFernet:
    """How keys of the second factor were sealed before."""
    keys = (
        hashlib.sha256(b'frontdesk field ' + part.encode()).digest()
        for part in parts(secret('FIELD_SECRET', settings()))
    )
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
