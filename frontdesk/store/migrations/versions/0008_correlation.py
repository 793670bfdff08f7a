"""What is sent, and each case, name the message that they go back to

Revision: 0008, after 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'

_TABLES = ('outbox', 'cases')


def upgrade() -> None:
    """Forward."""
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('correlation', sa.String(), nullable=True))


def downgrade() -> None:
    """Back."""
    for table in reversed(_TABLES):
        with op.batch_alter_table(table) as batch:
            batch.drop_column('correlation')
