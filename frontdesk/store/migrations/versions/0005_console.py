"""The console: notes, reviews, the office's changes, erasures, search, an unalterable record

Revision: 0005, after 0004
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from frontdesk.store import tables

revision = '0005'
down_revision = '0004'

_TIME = tables.UtcTime(timezone=True)
_ADDED: dict[str, list[tuple[str, Any, dict[str, Any]]]] = {
    'staff': [
        ('totp_key', sa.String(), {}),
        ('totp_at', _TIME, {}),
        ('totp_step', sa.Integer(), {}),
        ('failures', sa.Integer(), {'nullable': False, 'server_default': '0'}),
        ('locked_until', _TIME, {}),
    ],
    'staff_sessions': [('verified_at', _TIME, {}), ('device', sa.String(), {})],
    'cases': [('first_reply_at', _TIME, {}), ('late_told_at', _TIME, {})],
}
_NEW = (
    'presences', 'notes', 'canned_replies', 'answer_reviews', 'reviewed_examples',
    'clinic_changes', 'person_facts', 'incidents', 'legal_holds', 'erasures',
)


def upgrade() -> None:
    """Forward."""
    for table, columns in _ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, more in columns:
                batch.add_column(sa.Column(name, kind, **{'nullable': True, **more}))
    op.create_index('ix_messages_at', 'messages', ['at'])
    _notes()
    _office()
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for statement in _SQLITE if sqlite else _POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    """Back."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for statement in _SQLITE_BACK if sqlite else _POSTGRES_BACK:
        op.execute(statement)
    for table in _NEW:
        op.drop_table(table)
    op.drop_index('ix_messages_at', 'messages')
    for table, columns in _ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, _, _ in columns:
                batch.drop_column(name)


def _text(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=nullable)


def _at(name: str = 'at', nullable: bool = False) -> sa.Column:
    return sa.Column(name, tables.UtcTime(timezone=True), nullable=nullable)


def _of(name: str, table: str, nullable: bool = False, primary: bool = False) -> sa.Column:
    return sa.Column(
        name, sa.String(), sa.ForeignKey(f'{table}.id'), nullable=nullable, primary_key=primary
    )


def _id() -> sa.Column:
    return sa.Column('id', sa.String(), primary_key=True)


def _notes() -> None:
    op.create_table(
        'notes', _id(), _of('conversation_id', 'conversations'), _of('staff_id', 'staff'), _at(),
        _text('text'),
    )
    op.create_index('ix_notes_conversation_id', 'notes', ['conversation_id'])
    op.create_table(
        'canned_replies', _id(), _text('title'), _text('text'), _of('staff_id', 'staff'), _at(),
        _at('retired_at', True),
    )
    op.create_table(
        'presences', _of('conversation_id', 'conversations', primary=True),
        _of('staff_id', 'staff', primary=True), _at('seen_at'), _at('typed_at', True),
    )
    op.create_table(
        'answer_reviews', _id(), _text('key'), _text('wording_hash'), _of('staff_id', 'staff'),
        _at(), sa.Column('due', sa.Date(), nullable=False),
    )
    op.create_index('ix_answer_reviews_key_at', 'answer_reviews', ['key', 'at'])
    op.create_table(
        'reviewed_examples', _id(), _text('message_id', True), _text('text'),
        _text('intent', True), _text('topic', True), _of('staff_id', 'staff'), _at(),
    )
    op.create_index('ix_reviewed_examples_message_id', 'reviewed_examples', ['message_id'])


def _office() -> None:
    op.create_table(
        'clinic_changes', sa.Column('id', sa.Integer(), primary_key=True, autoincrement=True),
        _text('part'), sa.Column('value', sa.JSON(), nullable=False),
        _of('staff_id', 'staff', True), _at(),
    )
    op.create_index('ix_clinic_changes_part_id', 'clinic_changes', ['part', 'id'])
    op.create_table(
        'person_facts', _id(), _of('conversation_id', 'conversations'), _text('name'),
        _text('value'), _of('staff_id', 'staff'), _at(), _at('removed_at', True),
    )
    op.create_index('ix_person_facts_conversation_id', 'person_facts', ['conversation_id'])
    op.create_table(
        'incidents', _id(), _text('conversation_id'), _text('message_id'),
        _of('staff_id', 'staff'), _at(), sa.Column('seen_by', sa.JSON(), nullable=False),
        _text('channel'), _at('closed_at', True), _of('closed_by', 'staff', True),
    )
    op.create_index('ix_incidents_conversation_id', 'incidents', ['conversation_id'])
    op.create_table(
        'legal_holds', _id(), _of('conversation_id', 'conversations'), _text('reason'),
        _of('staff_id', 'staff'), _at(), _at('lifted_at', True),
    )
    op.create_index('ix_legal_holds_conversation_id', 'legal_holds', ['conversation_id'])
    op.create_table(
        'erasures', _id(), _text('conversation_id'), _text('reason'),
        _of('staff_id', 'staff', True), _at(), sa.Column('counts', sa.JSON(), nullable=False),
        _at('engine_at', True),
    )
    op.create_index('ix_erasures_conversation_id', 'erasures', ['conversation_id'])


# Search. On SQLite an index beside the messages, kept by triggers (a table that is rebuilt loses
# them: a later migration that rebuilds `messages` must create them again). On PostgreSQL an index
# on an expression, which `frontdesk.console.queries.search` repeats to the letter.
_SQLITE = (
    'CREATE TABLE search_texts (id INTEGER PRIMARY KEY, message_id VARCHAR NOT NULL UNIQUE)',
    "CREATE VIRTUAL TABLE search_words USING fts5(text, content='', tokenize='unicode61')",
    'INSERT INTO search_texts (message_id) SELECT id FROM messages ORDER BY at, seq',
    'INSERT INTO search_words (rowid, text) SELECT s.id, m.text FROM search_texts s '
    'JOIN messages m ON m.id = s.message_id',
    '''CREATE TRIGGER messages_search_add AFTER INSERT ON messages BEGIN
        INSERT INTO search_texts (message_id) VALUES (new.id);
        INSERT INTO search_words (rowid, text) VALUES (
            (SELECT id FROM search_texts WHERE message_id = new.id), new.text);
    END''',
    '''CREATE TRIGGER messages_search_drop BEFORE DELETE ON messages BEGIN
        INSERT INTO search_words (search_words, rowid, text) VALUES ('delete',
            (SELECT id FROM search_texts WHERE message_id = old.id), old.text);
        DELETE FROM search_texts WHERE message_id = old.id;
    END''',
    '''CREATE TRIGGER messages_search_change AFTER UPDATE OF text ON messages
        WHEN old.text <> new.text BEGIN
        INSERT INTO search_words (search_words, rowid, text) VALUES ('delete',
            (SELECT id FROM search_texts WHERE message_id = old.id), old.text);
        INSERT INTO search_words (rowid, text) VALUES (
            (SELECT id FROM search_texts WHERE message_id = new.id), new.text);
    END''',
    *(
        f"CREATE TRIGGER audit_keeps_{verb.lower()} BEFORE {verb} ON audit BEGIN "
        "SELECT RAISE(ABORT, 'the record is append-only'); END"
        for verb in ('UPDATE', 'DELETE')
    ),
)
_SQLITE_BACK = (
    'DROP TRIGGER audit_keeps_update',
    'DROP TRIGGER audit_keeps_delete',
    'DROP TRIGGER messages_search_add',
    'DROP TRIGGER messages_search_drop',
    'DROP TRIGGER messages_search_change',
    'DROP TABLE search_words',
    'DROP TABLE search_texts',
)
_POSTGRES = (
    "CREATE INDEX ix_messages_words ON messages USING gin (to_tsvector('simple', text))",
    '''CREATE FUNCTION audit_keeps() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$''',
    'CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE ON audit '
    'FOR EACH ROW EXECUTE FUNCTION audit_keeps()',
)
_POSTGRES_BACK = (
    'DROP TRIGGER audit_keeps ON audit',
    'DROP FUNCTION audit_keeps',
    'DROP INDEX ix_messages_words',
)
