"""Safety and cases: the question that is waited for, where a person came from, the first page

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk.store import tables

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table('conversations') as table:
        table.add_column(sa.Column('asks_safety', sa.String(), nullable=True))
        table.add_column(
            sa.Column('silence_at', tables.UtcTime(timezone=True), nullable=True)
        )
        table.add_column(sa.Column('origin', sa.String(), nullable=True))
        table.create_index('ix_conversations_silence_at', ['silence_at'])
        table.create_index('ix_conversations_origin', ['origin'])
    with op.batch_alter_table('cases') as table:
        table.add_column(
            sa.Column('first_page_at', tables.UtcTime(timezone=True), nullable=True)
        )


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table('cases') as table:
        table.drop_column('first_page_at')
    with op.batch_alter_table('conversations') as table:
        table.drop_index('ix_conversations_origin')
        table.drop_index('ix_conversations_silence_at')
        table.drop_column('origin')
        table.drop_column('silence_at')
        table.drop_column('asks_safety')
