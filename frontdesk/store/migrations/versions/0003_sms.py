"""Texting

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk.store import tables

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    """Forward."""
    op.create_table('consents',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('number_key', sa.String(), nullable=False),
    sa.Column('at', tables.UtcTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('wording', sa.String(), nullable=True),
    sa.Column('version', sa.String(), nullable=True),
    sa.Column('message_id', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index('ix_consents_number_key_id', ['number_key', 'id'], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.drop_index('ix_consents_number_key_id')

    op.drop_table('consents')
