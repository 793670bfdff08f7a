"""Booking: blocks, busy calendars, the waiting list, notices, proofs

Revision: 0004, after 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk.store import tables

revision = '0004'
down_revision = '0003'

_TIME = tables.UtcTime(timezone=True)
_ONE_OF_THREE = (
    "(CASE WHEN hold_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN appointment_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN blocked THEN 1 ELSE 0 END) = 1"
)


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table('appointments') as table:
        table.add_column(sa.Column('sequence', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('cells') as table:
        table.drop_constraint(op.f('ck_cells_one_occupant'), type_='check')
        table.add_column(
            sa.Column('blocked', sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_check_constraint(op.f('ck_cells_one_occupant'), _ONE_OF_THREE)
    op.create_table('blocks',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('provider_id', sa.String(), nullable=False),
    sa.Column('starts', _TIME, nullable=False),
    sa.Column('ends', _TIME, nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('staff_id', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_blocks_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blocks'))
    )
    op.create_index('ix_blocks_provider_id_ends', 'blocks', ['provider_id', 'ends'])
    op.create_table('busy_feeds',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('read_at', _TIME, nullable=True),
    sa.Column('tried_at', _TIME, nullable=False),
    sa.Column('error', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_busy_feeds'))
    )
    op.create_table('waiting',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('since', _TIME, nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('draft', sa.JSON(), nullable=False),
    sa.Column('wanted', sa.JSON(), nullable=True),
    sa.Column('declined', sa.JSON(), nullable=False),
    sa.Column('offered', sa.String(), nullable=True),
    sa.Column('offered_until', _TIME, nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'],
    name=op.f('fk_waiting_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting'))
    )
    op.create_index('ix_waiting_conversation_id', 'waiting', ['conversation_id'])
    op.create_index('ix_waiting_state_since', 'waiting', ['state', 'since'])
    op.create_table('notices',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('appointment_id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('at', _TIME, nullable=False),
    sa.Column('outbox_keys', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointments.id'],
    name=op.f('fk_notices_appointment_id')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_notices'))
    )
    op.create_index('ix_notices_appointment_id', 'notices', ['appointment_id'])
    op.create_table('proofs',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('number_key', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=True),
    sa.Column('at', _TIME, nullable=False),
    sa.Column('until', _TIME, nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('proved_at', _TIME, nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'],
    name=op.f('fk_proofs_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proofs'))
    )
    op.create_index('ix_proofs_conversation_id', 'proofs', ['conversation_id'])
    op.create_index('ix_proofs_number_key', 'proofs', ['number_key'])


def downgrade() -> None:
    """Back."""
    for name in ('proofs', 'notices', 'waiting', 'busy_feeds', 'blocks'):
        op.drop_table(name)
    # what the clinic blocked has no place in the older form
    op.execute("DELETE FROM cells WHERE blocked")
    with op.batch_alter_table('cells') as table:
        table.drop_constraint(op.f('ck_cells_one_occupant'), type_='check')
        table.drop_column('blocked')
        table.create_check_constraint(
            op.f('ck_cells_one_occupant'), '(hold_id IS NULL) <> (appointment_id IS NULL)'
        )
    with op.batch_alter_table('appointments') as table:
        table.drop_column('sequence')
