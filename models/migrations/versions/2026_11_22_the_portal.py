"""The portal's doors and desks, letters and webhooks, special days, agreements of the three houses."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '20261122d'
down_revision: str | Sequence[str] | None = '20261122c'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('knocks',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'began_at', name=op.f('pk_knocks')),
    prefixes=['UNLOGGED']
    )
    op.create_index('ix_knocks_ends_at', 'knocks', ['ends_at'], unique=False)
    op.create_table('special_days',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('on', name=op.f('pk_special_days'))
    )
    op.create_table('agreements',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('province', sa.Text(), nullable=False),
    sa.Column('state_id', sa.BigInteger(), nullable=False),
    sa.Column('institute_id', sa.BigInteger(), nullable=False),
    sa.Column('enterprise_id', sa.BigInteger(), nullable=False),
    sa.Column('fund_state', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('fund_institute', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('fund_enterprise', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('own_state', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('own_institute', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('own_enterprise', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('gain_state', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('gain_institute', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('gain_enterprise', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('state_reserves', sa.Boolean(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('ends_on is null or starts_on is null or ends_on >= starts_on', name=op.f('ck_agreements_in_order')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['organisations.id'], name=op.f('fk_agreements_enterprise_id')),
    sa.ForeignKeyConstraint(['institute_id'], ['organisations.id'], name=op.f('fk_agreements_institute_id')),
    sa.ForeignKeyConstraint(['state_id'], ['organisations.id'], name=op.f('fk_agreements_state_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreements')),
    sa.UniqueConstraint('code', name=op.f('uq_agreements_code'))
    )
    op.create_table('agreement_items',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('agreement_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('product', sa.Text(), server_default='', nullable=False),
    sa.Column('budget_vnd', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('task_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreements.id'], name=op.f('fk_agreement_items_agreement_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_agreement_items_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_items')),
    sa.UniqueConstraint('task_id', name=op.f('uq_agreement_items_task_id'))
    )
    op.create_index('ix_agreement_items_agreement_id', 'agreement_items', ['agreement_id'], unique=False)
    op.create_table('comments',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('mentioned', postgresql.ARRAY(sa.BigInteger()), server_default='{}', nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_comments_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_comments_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comments'))
    )
    op.create_index('ix_comments_task_id', 'comments', ['task_id'], unique=False)
    op.create_table('form_drafts',
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('values', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_form_drafts_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'form', 'subject', name=op.f('pk_form_drafts'))
    )
    op.create_table('invitations',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_invitations_person_id')),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_invitations'))
    )
    op.create_index('ix_invitations_person_id', 'invitations', ['person_id'], unique=False)
    op.create_table('letters',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_letters_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letters')),
    sa.UniqueConstraint('person_id', 'key', name=op.f('uq_letters_person_id_key'))
    )
    op.create_table('portal_sessions',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('browser', sa.Text(), server_default='', nullable=False),
    sa.Column('by_sso', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_portal_sessions_person_id')),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_portal_sessions'))
    )
    op.create_index('ix_portal_sessions_person_id', 'portal_sessions', ['person_id'], unique=False)
    op.create_table('tokens',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('scopes', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_tokens_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tokens')),
    sa.UniqueConstraint('sha256', name=op.f('uq_tokens_sha256'))
    )
    op.create_index('ix_tokens_person_id', 'tokens', ['person_id'], unique=False)
    op.create_table('webhooks',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('events', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_webhooks_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_webhooks_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhooks'))
    )
    op.create_index('ix_webhooks_organisation_id', 'webhooks', ['organisation_id'], unique=False)
    op.create_table('deliveries',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('webhook_id', sa.BigInteger(), nullable=False),
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('answer', sa.Integer(), nullable=True),
    sa.Column('error', sa.Text(), server_default='', nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_up', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhooks.id'], name=op.f('fk_deliveries_webhook_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sa.UniqueConstraint('webhook_id', 'event_id', name=op.f('uq_deliveries_webhook_id_event_id'))
    )
    op.create_index('ix_deliveries_waiting', 'deliveries', ['not_before'], unique=False, postgresql_where=sa.text('delivered_at is null and not given_up'))
    op.create_table('uploads',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('paper', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('part_size', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('handle', sa.Text(), server_default='', nullable=False),
    sa.Column('parts', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submission_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_uploads_person_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_uploads_submission_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_uploads_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads'))
    )
    op.create_index('ix_uploads_ends_at', 'uploads', ['ends_at'], unique=False, postgresql_where=sa.text('ended_at is null'))
    op.create_index('ix_uploads_person_id', 'uploads', ['person_id'], unique=False)
    op.add_column('ballots', sa.Column('written', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('ballots', sa.Column('marks', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False))
    op.add_column('council_seats', sa.Column('stated_on', sa.Date(), nullable=True))
    op.add_column('council_seats', sa.Column('conflict', sa.Text(), server_default='', nullable=False))
    op.add_column('councils', sa.Column('secret', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('documents', sa.Column('agreement_id', sa.BigInteger(), nullable=True))
    op.create_unique_constraint(op.f('uq_documents_agreement_id_paper_moment'), 'documents', ['agreement_id', 'paper', 'moment'])
    op.create_foreign_key(op.f('fk_documents_agreement_id'), 'documents', 'agreements', ['agreement_id'], ['id'])
    op.drop_constraint(op.f('ck_documents_one_subject'), 'documents', type_='check')
    op.create_check_constraint(op.f('ck_documents_one_subject'), 'documents', 'num_nonnulls(task_id, session_id, agreement_id) = 1')
    op.add_column('people', sa.Column('password', sa.Text(), server_default='', nullable=False))
    op.add_column('people', sa.Column('password_failures', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.add_column('people', sa.Column('shut_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('people', sa.Column('sso_subject', sa.Text(), server_default='', nullable=False))
    op.add_column('people', sa.Column('language', sa.Text(), server_default='vi', nullable=False))
    op.add_column('people', sa.Column('declined', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False))
    op.create_index('uq_people_sso_subject', 'people', ['sso_subject'], unique=True, postgresql_where=sa.text("sso_subject <> ''"))
    op.add_column('submissions', sa.Column('document_id', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_submissions_document_id'), 'submissions', 'documents', ['document_id'], ['id'])


def downgrade() -> None:
    op.drop_constraint(op.f('fk_submissions_document_id'), 'submissions', type_='foreignkey')
    op.drop_column('submissions', 'document_id')
    op.drop_index('uq_people_sso_subject', table_name='people', postgresql_where=sa.text("sso_subject <> ''"))
    op.drop_column('people', 'declined')
    op.drop_column('people', 'language')
    op.drop_column('people', 'sso_subject')
    op.drop_column('people', 'shut_until')
    op.drop_column('people', 'password_failures')
    op.drop_column('people', 'password')
    op.drop_constraint(op.f('ck_documents_one_subject'), 'documents', type_='check')
    op.create_check_constraint(op.f('ck_documents_one_subject'), 'documents', '(task_id is null) <> (session_id is null)')
    op.drop_constraint(op.f('fk_documents_agreement_id'), 'documents', type_='foreignkey')
    op.drop_constraint(op.f('uq_documents_agreement_id_paper_moment'), 'documents', type_='unique')
    op.drop_column('documents', 'agreement_id')
    op.drop_column('councils', 'secret')
    op.drop_column('council_seats', 'conflict')
    op.drop_column('council_seats', 'stated_on')
    op.drop_column('ballots', 'marks')
    op.drop_column('ballots', 'written')
    op.drop_index('ix_uploads_person_id', table_name='uploads')
    op.drop_index('ix_uploads_ends_at', table_name='uploads', postgresql_where=sa.text('ended_at is null'))
    op.drop_table('uploads')
    op.drop_index('ix_deliveries_waiting', table_name='deliveries', postgresql_where=sa.text('delivered_at is null and not given_up'))
    op.drop_table('deliveries')
    op.drop_index('ix_webhooks_organisation_id', table_name='webhooks')
    op.drop_table('webhooks')
    op.drop_index('ix_tokens_person_id', table_name='tokens')
    op.drop_table('tokens')
    op.drop_index('ix_portal_sessions_person_id', table_name='portal_sessions')
    op.drop_table('portal_sessions')
    op.drop_table('letters')
    op.drop_index('ix_invitations_person_id', table_name='invitations')
    op.drop_table('invitations')
    op.drop_table('form_drafts')
    op.drop_index('ix_comments_task_id', table_name='comments')
    op.drop_table('comments')
    op.drop_index('ix_agreement_items_agreement_id', table_name='agreement_items')
    op.drop_table('agreement_items')
    op.drop_table('agreements')
    op.drop_table('special_days')
    op.drop_index('ix_knocks_ends_at', table_name='knocks')
    op.drop_table('knocks')
