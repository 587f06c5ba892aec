"""Plans, targets and work; money; protection and yield; panels, support, surveys; changes of process."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '20261122i'
down_revision: str | Sequence[str] | None = '20261122h'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('plans',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('province', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('issued_by', sa.Text(), server_default='', nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), server_default='', nullable=False),
    sa.Column('source_hash', sa.Text(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plans')),
    sa.UniqueConstraint('province', 'year', 'code', name=op.f('uq_plans_province_year_code'))
    )
    op.create_table('reported_figures',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('province', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('parts', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('within', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reported_figures')),
    sa.UniqueConstraint('province', 'as_of', 'subject', name=op.f('uq_reported_figures_province_as_of_subject'))
    )
    op.create_table('work_files',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('province', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_files')),
    sa.UniqueConstraint('code', name=op.f('uq_work_files_code'))
    )
    op.create_index('ix_work_files_kind', 'work_files', ['kind', 'province', 'year'], unique=False)
    op.create_table('panels',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('scheme', sa.Text(), nullable=False),
    sa.Column('formed_on', sa.Date(), nullable=False),
    sa.Column('meets_on', sa.Date(), nullable=True),
    sa.Column('concluded_on', sa.Date(), nullable=True),
    sa.Column('secret', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['work_files.id'], name=op.f('fk_panels_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panels'))
    )
    op.create_index('ix_panels_file_id', 'panels', ['file_id'], unique=False)
    op.create_table('support_calls',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('budget_vnd', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('ceiling_vnd', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('share_max', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('rules', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('source', sa.Text(), server_default='', nullable=False),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('concluded_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('closes_on >= opens_on', name=op.f('ck_support_calls_in_order')),
    sa.ForeignKeyConstraint(['file_id'], ['work_files.id'], name=op.f('fk_support_calls_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_calls')),
    sa.UniqueConstraint('file_id', name=op.f('uq_support_calls_file_id'))
    )
    op.create_table('surveys',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('closes_on >= opens_on', name=op.f('ck_surveys_in_order')),
    sa.ForeignKeyConstraint(['file_id'], ['work_files.id'], name=op.f('fk_surveys_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_surveys')),
    sa.UniqueConstraint('file_id', name=op.f('uq_surveys_file_id'))
    )
    op.create_table('targets',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('plan_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), server_default='', nullable=False),
    sa.Column('indicator', sa.Text(), server_default='', nullable=False),
    sa.Column('goal', sa.Numeric(precision=20, scale=4), nullable=False),
    sa.Column('direction', sa.Text(), server_default='at_least', nullable=False),
    sa.Column('lead_unit', sa.Text(), server_default='', nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('awaits_central_since', sa.Date(), nullable=True),
    sa.Column('awaits_central_document', sa.Text(), server_default='', nullable=False),
    sa.Column('cancelled_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_targets_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_targets')),
    sa.UniqueConstraint('plan_id', 'code', name=op.f('uq_targets_plan_id_code'))
    )
    op.create_table('filings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('office', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('applicant_id', sa.BigInteger(), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=False),
    sa.Column('formal_on', sa.Date(), nullable=True),
    sa.Column('granted_on', sa.Date(), nullable=True),
    sa.Column('grant_number', sa.Text(), server_default='', nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('refused_on', sa.Date(), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('lapsed_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['applicant_id'], ['organisations.id'], name=op.f('fk_filings_applicant_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_filings_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filings')),
    sa.UniqueConstraint('office', 'number', name=op.f('uq_filings_office_number'))
    )
    op.create_index('ix_filings_task_id', 'filings', ['task_id'], unique=False)
    op.create_table('funding_lines',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('amount_vnd', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('document', sa.Text(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('amount_vnd >= 0', name=op.f('ck_funding_lines_not_negative')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_funding_lines_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_funding_lines')),
    sa.UniqueConstraint('task_id', 'source', 'year', name=op.f('uq_funding_lines_task_id_source_year'))
    )
    op.create_table('incomes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('amount_vnd', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('payer', sa.Text(), server_default='', nullable=False),
    sa.Column('document', sa.Text(), server_default='', nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('amount_vnd > 0', name=op.f('ck_incomes_positive')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_incomes_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_incomes_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incomes'))
    )
    op.create_index('ix_incomes_task_id', 'incomes', ['task_id'], unique=False)
    op.create_table('movements',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), server_default='', nullable=False),
    sa.Column('instalment', sa.Integer(), nullable=True),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('amount_vnd', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('document', sa.Text(), server_default='', nullable=False),
    sa.Column('key', sa.Text(), server_default='', nullable=False),
    sa.Column('voids_id', sa.BigInteger(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('amount_vnd > 0', name=op.f('ck_movements_positive')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_movements_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_movements_task_id')),
    sa.ForeignKeyConstraint(['voids_id'], ['movements.id'], name=op.f('fk_movements_voids_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movements')),
    sa.UniqueConstraint('voids_id', name=op.f('uq_movements_voids_id'))
    )
    op.create_index('ix_movements_on', 'movements', ['on'], unique=False)
    op.create_index('ix_movements_task_id', 'movements', ['task_id'], unique=False)
    op.create_index('uq_movements_key', 'movements', ['key'], unique=True, postgresql_where=sa.text("key <> ''"))
    op.create_table('nominations',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('task_id', sa.BigInteger(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('nominated_on', sa.Date(), nullable=False),
    sa.Column('nominated_by', sa.BigInteger(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('honoured', sa.Boolean(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('num_nonnulls(task_id, person_id) = 1', name=op.f('ck_nominations_one_subject')),
    sa.ForeignKeyConstraint(['file_id'], ['work_files.id'], name=op.f('fk_nominations_file_id')),
    sa.ForeignKeyConstraint(['nominated_by'], ['people.id'], name=op.f('fk_nominations_nominated_by')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_nominations_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_nominations_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nominations')),
    sa.UniqueConstraint('file_id', 'person_id', name=op.f('uq_nominations_file_id_person_id')),
    sa.UniqueConstraint('file_id', 'task_id', name=op.f('uq_nominations_file_id_task_id'))
    )
    op.create_table('panel_ballots',
    sa.Column('panel_id', sa.BigInteger(), nullable=False),
    sa.Column('candidate', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('agree', sa.Boolean(), nullable=True),
    sa.Column('score', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('comment', sa.Text(), server_default='', nullable=False),
    sa.Column('recused', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('conflict', sa.Text(), server_default='', nullable=False),
    sa.Column('written', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('marks', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('cast_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['panel_id'], ['panels.id'], name=op.f('fk_panel_ballots_panel_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_panel_ballots_person_id')),
    sa.PrimaryKeyConstraint('panel_id', 'candidate', 'person_id', name=op.f('pk_panel_ballots'))
    )
    op.create_table('panel_seats',
    sa.Column('panel_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Text(), nullable=False),
    sa.Column('present', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.ForeignKeyConstraint(['panel_id'], ['panels.id'], name=op.f('fk_panel_seats_panel_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_panel_seats_person_id')),
    sa.PrimaryKeyConstraint('panel_id', 'person_id', name=op.f('pk_panel_seats'))
    )
    op.create_index('ix_panel_seats_person_id', 'panel_seats', ['person_id'], unique=False)
    op.create_table('process_changes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('from_version', sa.Text(), nullable=False),
    sa.Column('to_version', sa.Text(), nullable=False),
    sa.Column('plan', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_process_changes_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_process_changes'))
    )
    op.create_table('province_years',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('province', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('local_budget_vnd', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('science_vnd', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('digital_vnd', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('grdp_vnd', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_province_years_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_province_years'))
    )
    op.create_index('ix_province_years_province', 'province_years', ['province', 'year'], unique=False)
    op.create_table('publications',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('cleared_on', sa.Date(), nullable=True),
    sa.Column('cleared_by', sa.BigInteger(), nullable=True),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('where', sa.Text(), server_default='', nullable=False),
    sa.Column('cancelled_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['cleared_by'], ['people.id'], name=op.f('fk_publications_cleared_by')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_publications_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publications'))
    )
    op.create_index('ix_publications_task_id', 'publications', ['task_id'], unique=False)
    op.create_table('target_readings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('target_id', sa.BigInteger(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('value', sa.Numeric(precision=20, scale=4), nullable=False),
    sa.Column('numerator', sa.Numeric(precision=20, scale=4), nullable=True),
    sa.Column('denominator', sa.Numeric(precision=20, scale=4), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('denominator is null or denominator <> 0', name=op.f('ck_target_readings_divisible')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_target_readings_person_id')),
    sa.ForeignKeyConstraint(['target_id'], ['targets.id'], name=op.f('fk_target_readings_target_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target_readings'))
    )
    op.create_index('ix_target_readings_target_id', 'target_readings', ['target_id', 'on'], unique=False)
    op.create_table('work_items',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('plan_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('parent', sa.Text(), server_default='', nullable=False),
    sa.Column('who', sa.Text(), server_default='', nullable=False),
    sa.Column('lead_unit', sa.Text(), server_default='', nullable=False),
    sa.Column('co_units', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('result', sa.Text(), server_default='', nullable=False),
    sa.Column('criterion', sa.Text(), server_default='', nullable=False),
    sa.Column('responsible', sa.Text(), server_default='', nullable=False),
    sa.Column('authority', sa.Text(), server_default='', nullable=False),
    sa.Column('officer_id', sa.BigInteger(), nullable=True),
    sa.Column('task_id', sa.BigInteger(), nullable=True),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('exceeded', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('evidence', sa.Text(), server_default='', nullable=False),
    sa.Column('quality', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('awaits_central_since', sa.Date(), nullable=True),
    sa.Column('awaits_central_document', sa.Text(), server_default='', nullable=False),
    sa.Column('cancelled_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['people.id'], name=op.f('fk_work_items_officer_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_work_items_plan_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_work_items_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_items')),
    sa.UniqueConstraint('plan_id', 'code', name=op.f('uq_work_items_plan_id_code'))
    )
    op.create_index('ix_work_items_officer_id', 'work_items', ['officer_id'], unique=False)
    op.create_index('ix_work_items_task_id', 'work_items', ['task_id'], unique=False)
    op.create_table('payouts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('income_id', sa.BigInteger(), nullable=False),
    sa.Column('share', sa.Text(), nullable=False),
    sa.Column('recipient', sa.Text(), server_default='', nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('amount_vnd', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('document', sa.Text(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('amount_vnd > 0', name=op.f('ck_payouts_positive')),
    sa.ForeignKeyConstraint(['income_id'], ['incomes.id'], name=op.f('fk_payouts_income_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payouts'))
    )
    op.create_index('ix_payouts_income_id', 'payouts', ['income_id'], unique=False)
    op.create_table('process_moves',
    sa.Column('change_id', sa.BigInteger(), nullable=False),
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('after', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('undone', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['process_changes.id'], name=op.f('fk_process_moves_change_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_process_moves_task_id')),
    sa.PrimaryKeyConstraint('change_id', 'task_id', name=op.f('pk_process_moves'))
    )
    op.create_table('proposals',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('call_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('expected', sa.Text(), nullable=False),
    sa.Column('need_id', sa.BigInteger(), nullable=True),
    sa.Column('task_id', sa.BigInteger(), nullable=True),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('asked_vnd', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('own_vnd', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('submitted_on', sa.Date(), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('ineligible', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('granted_vnd', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('outcome', sa.Text(), server_default='', nullable=False),
    sa.Column('outcome_on', sa.Date(), nullable=True),
    sa.Column('in_use', sa.Boolean(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('asked_vnd >= 0 and own_vnd >= 0', name=op.f('ck_proposals_not_negative')),
    sa.ForeignKeyConstraint(['call_id'], ['support_calls.id'], name=op.f('fk_proposals_call_id')),
    sa.ForeignKeyConstraint(['need_id'], ['needs.id'], name=op.f('fk_proposals_need_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_proposals_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_proposals_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_proposals_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals'))
    )
    op.create_index('ix_proposals_call_id', 'proposals', ['call_id'], unique=False)
    op.create_index('ix_proposals_organisation_id', 'proposals', ['organisation_id'], unique=False)
    op.create_table('survey_links',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('survey_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('email', sa.Text(), server_default='', nullable=False),
    sa.Column('token_sha256', sa.Text(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('need_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['need_id'], ['needs.id'], name=op.f('fk_survey_links_need_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_survey_links_organisation_id')),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_links_survey_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_links')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_survey_links_token_sha256'))
    )
    op.create_index('uq_survey_links_organisation', 'survey_links', ['survey_id', 'organisation_id'], unique=True)
    op.create_table('support_payments',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('proposal_id', sa.BigInteger(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('amount_vnd', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('amount_vnd > 0', name=op.f('ck_support_payments_positive')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_support_payments_person_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposals.id'], name=op.f('fk_support_payments_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_payments')),
    sa.UniqueConstraint('proposal_id', 'document', name=op.f('uq_support_payments_proposal_id_document'))
    )
    op.add_column('documents', sa.Column('file_id', sa.BigInteger(), nullable=True))
    op.create_unique_constraint(op.f('uq_documents_file_id_paper_moment'), 'documents', ['file_id', 'paper', 'moment'])
    op.create_foreign_key(op.f('fk_documents_file_id'), 'documents', 'work_files', ['file_id'], ['id'])
    op.drop_constraint(op.f('ck_documents_one_subject'), 'documents', type_='check')
    op.create_check_constraint('one_subject', 'documents',
                               'num_nonnulls(task_id, session_id, agreement_id, file_id) = 1')
    op.add_column('people', sa.Column('unit', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('people', 'unit')
    op.drop_constraint(op.f('ck_documents_one_subject'), 'documents', type_='check')
    op.create_check_constraint('one_subject', 'documents', 'num_nonnulls(task_id, session_id, agreement_id) = 1')
    op.drop_constraint(op.f('fk_documents_file_id'), 'documents', type_='foreignkey')
    op.drop_constraint(op.f('uq_documents_file_id_paper_moment'), 'documents', type_='unique')
    op.drop_column('documents', 'file_id')
    op.drop_table('support_payments')
    op.drop_index('uq_survey_links_organisation', table_name='survey_links')
    op.drop_table('survey_links')
    op.drop_index('ix_proposals_organisation_id', table_name='proposals')
    op.drop_index('ix_proposals_call_id', table_name='proposals')
    op.drop_table('proposals')
    op.drop_table('process_moves')
    op.drop_index('ix_payouts_income_id', table_name='payouts')
    op.drop_table('payouts')
    op.drop_index('ix_work_items_task_id', table_name='work_items')
    op.drop_index('ix_work_items_officer_id', table_name='work_items')
    op.drop_table('work_items')
    op.drop_index('ix_target_readings_target_id', table_name='target_readings')
    op.drop_table('target_readings')
    op.drop_index('ix_publications_task_id', table_name='publications')
    op.drop_table('publications')
    op.drop_index('ix_province_years_province', table_name='province_years')
    op.drop_table('province_years')
    op.drop_table('process_changes')
    op.drop_index('ix_panel_seats_person_id', table_name='panel_seats')
    op.drop_table('panel_seats')
    op.drop_table('panel_ballots')
    op.drop_table('nominations')
    op.drop_index('uq_movements_key', table_name='movements', postgresql_where=sa.text("key <> ''"))
    op.drop_index('ix_movements_task_id', table_name='movements')
    op.drop_index('ix_movements_on', table_name='movements')
    op.drop_table('movements')
    op.drop_index('ix_incomes_task_id', table_name='incomes')
    op.drop_table('incomes')
    op.drop_table('funding_lines')
    op.drop_index('ix_filings_task_id', table_name='filings')
    op.drop_table('filings')
    op.drop_table('targets')
    op.drop_table('surveys')
    op.drop_table('support_calls')
    op.drop_index('ix_panels_file_id', table_name='panels')
    op.drop_table('panels')
    op.drop_index('ix_work_files_kind', table_name='work_files')
    op.drop_table('work_files')
    op.drop_table('reported_figures')
    op.drop_table('plans')
