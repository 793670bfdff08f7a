"""A visitor who left: the number to text, and links that continue a conversation once

Revision: 0006, after 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk.store import tables

revision = '0006'
down_revision = '0005'

_TIME = tables.UtcTime(timezone=True)


def upgrade() -> None:
    """Forward."""
    op.create_table('text_backs',
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('asked_at', _TIME, nullable=False),
    sa.Column('codes', sa.Integer(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('code_until', _TIME, nullable=False),
    sa.Column('agreed_at', _TIME, nullable=True),
    sa.Column('told_seq', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'],
    name=op.f('fk_text_backs_conversation_id')),
    sa.PrimaryKeyConstraint('conversation_id', name=op.f('pk_text_backs'))
    )
    op.create_index('ix_text_backs_phone', 'text_backs', ['phone'])
    op.create_table('resume_links',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('until', _TIME, nullable=False),
    sa.Column('used_at', _TIME, nullable=True),
    sa.Column('used_by', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'],
    name=op.f('fk_resume_links_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resume_links'))
    )
    op.create_index('ix_resume_links_conversation_id', 'resume_links', ['conversation_id'])


def downgrade() -> None:
    """Back."""
    op.drop_table('resume_links')
    op.drop_table('text_backs')
