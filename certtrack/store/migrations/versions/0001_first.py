"""The first schema: people, their facts, the history of changes, and what was sent to them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make every table."""
    _table(
        "person",
        *_texts("name!", "email", "department", "manager", "state", "time_zone"),
        *_texts("memberships!", "none_of!"),
        counted=True,
    )
    op.create_index("ix_person_name", "person", ["name"])
    for column in ("department", "manager"):
        folded = sa.text(f"lower({column})")
        op.create_index(f"ix_person_lower_{column}", "person", [folded, column])
    op.create_index("ix_person_state", "person", ["state"])
    _of_person(
        "education",
        *_texts("school", "program", "level!", "field", "status!", "completed_on"),
        *_texts("expected_on", "accreditation", "foreign_association"),
        *_amounts("credits"),
        *_texts("listed"),
        _check("education_credits", "credits IS NULL OR credits >= 0"),
    )
    _of_person(
        "course",
        *_texts("subject", "title!", "school"),
        sa.Column("credits", sa.Integer),
        *_texts("grade", "completed_on"),
        sa.Column("part_of_program", sa.Integer),
        _check("course_credits", "credits IS NULL OR credits >= 0"),
        _check("course_part_of_program", "part_of_program IN (0, 1)"),
    )
    _of_person(
        "training",
        *_texts("title!", "provider", "topics", "approved_by", "completed_on", "expected_on"),
        sa.Column("hours", sa.Integer),
        _check("training_hours", "hours IS NULL OR hours > 0"),
    )
    _of_person(
        "experience",
        *_texts("kind!", "employer", "first_day!", "until"),
        sa.Column("hours_per_week", sa.Integer, nullable=False),
        _check("experience_hours", "hours_per_week > 0 AND hours_per_week <= 16800"),
        _check("experience_span", "until IS NULL OR until >= first_day"),
    )
    _of_person(
        "application",
        *_texts("credential!", "approved_on!", "window_until", "reference"),
        _check("application_window", "window_until IS NULL OR window_until >= approved_on"),
    )
    _of_person(
        "exam",
        *_texts("credential!", "taken_on!"),
        sa.Column("passed", sa.Integer, nullable=False),
        _check("exam_passed", "passed IN (0, 1)"),
    )
    _of_person(
        "credential",
        *_texts("code!", "passed_on!", "number", "cycle", "valid_until"),
        *_texts("fee_paid_on", "tracked_from", "handed_in_on", "held_until"),
    )
    _unique("credential", "code")
    _of_person(
        "activity",
        *_texts("name!", "title!", "provider", "source", "started_on", "completed_on!"),
        sa.Column("minutes", sa.Integer),
        sa.Column("ceus", sa.Integer),
        sa.Column("credits", sa.Integer),
        *_texts("grade", "kind", "domain", "audience", "for_codes"),
        sa.Column("next_cycle", sa.Integer),
        *_texts("reference", "evidence", "notes"),
        _check(
            "activity_minutes_or_ceus",
            "(minutes IS NULL OR ceus IS NULL) AND "
            "(minutes IS NOT NULL OR ceus IS NOT NULL OR credits IS NOT NULL)",
        ),
        _check("activity_credits", "credits IS NULL OR credits > 0"),
        _check("activity_minutes", "minutes IS NULL OR minutes > 0"),
        _check("activity_ceus", "ceus IS NULL OR ceus > 0"),
    )
    op.create_index("ix_activity_person_id_completed_on", "activity", ["person_id", "completed_on"])
    _unique("activity", "name")
    _of_person(
        "decision",
        *_texts("body!", "kind!", "decided_on!", "concerns", "for_codes", "rule"),
        sa.Column("ceus", sa.Integer),
        *_texts("until", "reference", "notes"),
        _check("decision_ceus", "ceus IS NULL OR ceus >= 0"),
    )
    _evidence()
    _history()
    _directory()
    _cards()
    _reminders()
    _calendar()
    _noticed()


def _reminders() -> None:
    _table(
        "delivery",
        sa.Column("person_id", NUMBER),
        *_texts("manager", "reminder!"),
        sa.Column("lead", sa.Integer, nullable=False),
        *_texts("channel!", "kind!", "credentials!", "due!", "state!", "claim!", "claimed_at!"),
        *_texts("lease_until!"),
        sa.Column("attempts", sa.Integer, nullable=False),
        *_texts("next_attempt_at", "day", "message!"),
        sa.Column("repeat", sa.Integer, nullable=False),
        *_texts("reason"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_delivery_person_id_person"),
            ondelete="CASCADE",
        ),
        _check("delivery_recipient", "(person_id IS NULL) <> (manager IS NULL)"),
        _check(
            "delivery_state",
            "state IN ('claimed', 'sending', 'sent', 'waiting', 'failed', 'superseded')",
        ),
        _check("delivery_repeat", "repeat IN (0, 1)"),
        counted=True,
    )
    for to in ("person_id", "manager"):
        columns = [to, "reminder", "lead", "channel"]
        op.create_index(f"uq_delivery_{to}_reminder", "delivery", columns, unique=True)
    op.create_index("ix_delivery_claim", "delivery", ["claim"])
    some = sa.text("state IN ('claimed', 'sending', 'waiting')")
    op.create_index(
        "ix_delivery_open", "delivery", ["person_id"], sqlite_where=some, postgresql_where=some
    )
    _of_person(
        "silence",
        *_texts("manner!", "reminder", "credential", "kind", "until", "made_at!"),
        _check("silence_manner", "manner IN ('snooze', 'acknowledge', 'mute')"),
    )
    _of_person("feed", *_texts("digest!", "made_at!"))
    op.create_index("ix_feed_digest", "feed", ["digest"])


def _calendar() -> None:
    _table(
        "calendar_entry",
        sa.Column("person_id", NUMBER, nullable=False),
        *_texts("form!", "concern!", "uid!", "due!", "summary!", "digest!"),
        sa.Column("sequence", sa.Integer, nullable=False),
        *_texts("changed_at!", "state!"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_calendar_entry_person_id_person"),
            ondelete="CASCADE",
        ),
        _check("calendar_entry_sequence", "sequence >= 0"),
        _check("calendar_entry_state", "state IN ('open', 'done', 'removed')"),
    )
    op.create_index(
        "uq_calendar_entry_person_id_form_concern",
        "calendar_entry",
        ["person_id", "form", "concern"],
        unique=True,
    )


def _evidence() -> None:
    _of_person(
        "evidence",
        sa.Column("activity_id", NUMBER),
        *_texts("title!", "sha256!", "file_name!", "media_type!"),
        sa.Column("size", NUMBER, nullable=False),
        *_texts("added_at!"),
        _check("evidence_sha256", "length(sha256) = 64"),
        _check("evidence_size", "size > 0"),
    )
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])
    op.create_index(
        "uq_evidence_person_id_activity_id_sha256",
        "evidence",
        ["person_id", "activity_id", "sha256"],
        unique=True,
    )


def _noticed() -> None:
    _table(
        "noticed",
        *_texts("rules!", "wishes!", "valid_from!", "valid_until!", "next_day!", "made!"),
        *_texts("reminders!"),
        sa.ForeignKeyConstraint(
            ["id"], ["person.id"], name=op.f("fk_noticed_id_person"), ondelete="CASCADE"
        ),
    )
    columns = ["rules", "wishes", "next_day"]
    op.create_index("ix_noticed_rules_wishes_next_day", "noticed", columns)


def _cards() -> None:
    _table(
        "counted",
        *_texts("rules!", "valid_from!", "valid_until!", "without"),
        sa.ForeignKeyConstraint(
            ["id"], ["person.id"], name=op.f("fk_counted_id_person"), ondelete="CASCADE"
        ),
    )
    some = sa.text("without IS NOT NULL")
    op.create_index(
        "ix_counted_without", "counted", ["without"], sqlite_where=some, postgresql_where=some
    )
    for day in ("valid_until", "valid_from"):
        op.create_index(f"ix_counted_rules_{day}", "counted", ["rules", day])
    _table(
        "card",
        sa.Column("counted_id", NUMBER, nullable=False),
        *_texts("first_day!", "last_day!", "pace_until", "body!", "credentials!", "standing!"),
        sa.Column("required", sa.Integer),
        sa.Column("counted", sa.Integer, nullable=False),
        *_texts("remaining", "lacking!"),
        sa.ForeignKeyConstraint(
            ["counted_id"],
            ["counted.id"],
            name=op.f("fk_card_counted_id_counted"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_card_last_day_counted_id", "card", ["last_day", "counted_id"])
    for column in ("body", "standing"):
        columns = [column, "last_day", "counted_id"]
        op.create_index(f"ix_card_{column}_last_day_counted_id", "card", columns)
    op.create_index("ix_card_counted_id_id_last_day", "card", ["counted_id", "id", "last_day"])


def _directory() -> None:
    _table("directory_source", *_texts("kind!", "file_name!", "sha256!", "read_on!"))
    _listed(
        "institution",
        *_texts("key!", "name!", "parent_key", "kind", "address", "state", "ope_id", "unit_ids"),
    )
    _listed(
        "accreditation",
        *_texts("key!", "institution_key!", "agency!", "program", "status"),
        *_texts("first_day", "last_day"),
    )
    op.create_index("ix_accreditation_institution_key", "accreditation", ["institution_key"])
    _listed(
        "accreditation_action",
        *_texts("key!", "institution_key!", "agency!", "program", "action!", "taken_on"),
        *_texts("reason", "reason_more", "ends"),
    )
    op.create_index(
        "ix_accreditation_action_institution_key", "accreditation_action", ["institution_key"]
    )
    _listed(
        "ipeds_institution",
        *_texts("key!", "name!", "city", "state", "ope_id", "web_address", "closed"),
        sa.Column("year", sa.Integer, nullable=False),
    )
    _listed(
        "completion",
        *_texts("key!", "institution_key!", "cip_code!"),
        sa.Column("award_level", sa.Integer, nullable=False),
        sa.Column("awards", sa.Integer),
        sa.Column("year", sa.Integer, nullable=False),
    )
    op.create_index("ix_completion_institution_key", "completion", ["institution_key"])
    _listed(
        "student_charge",
        *_texts("key!"),
        *_amounts("in_district", "in_district_fees", "in_state", "in_state_fees"),
        *_amounts("out_of_state", "out_of_state_fees"),
        sa.Column("year", sa.Integer, nullable=False),
    )
    _listed(
        "program",
        *_texts("key!", "name!", "program", "state", "level", "field", "delivery", "starts"),
        *_amounts("credits_least", "credits_most", "months_least", "months_most", "tuition"),
        *_texts("tuition_per", "residency", "tuition_year", "accreditation", "note"),
        *_texts("source!", "url", "looked_up_on!"),
    )


def _listed(name: str, *parts: sa.schema.SchemaItem) -> None:
    _table(
        name,
        *parts,
        sa.Column("listed_in", NUMBER, nullable=False),
        sa.Column("gone_in", NUMBER),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["directory_source.id"],
                name=op.f(f"fk_{name}_{column}_directory_source"),
            )
            for column in ("listed_in", "gone_in")
        ),
    )
    current = sa.text("gone_in IS NULL")
    op.create_index(
        f"uq_{name}_key",
        name,
        ["key"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )


def _history() -> None:
    _table(
        "change_set",
        *_texts("made_at!", "made_by!", "what!"),
        sa.Column("undoes", NUMBER),
        sa.ForeignKeyConstraint(
            ["undoes"], ["change_set.id"], name=op.f("fk_change_set_undoes_change_set")
        ),
        sa.UniqueConstraint("undoes", name=op.f("uq_change_set_undoes")),
    )
    _table(
        "change",
        sa.Column("change_set_id", NUMBER, nullable=False),
        *_texts("table_name!"),
        sa.Column("row_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER),
        *_texts("before", "after"),
        sa.ForeignKeyConstraint(
            ["change_set_id"], ["change_set.id"], name=op.f("fk_change_change_set_id_change_set")
        ),
    )
    op.create_index("ix_change_change_set_id", "change", ["change_set_id"])
    columns = ["person_id", "change_set_id"]
    op.create_index("ix_change_person_id_change_set_id", "change", columns)


def _table(name: str, *parts: sa.schema.SchemaItem, counted: bool = False) -> None:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    op.create_table(
        name,
        sa.Column("id", NUMBER, nullable=False),
        *parts,
        key,
        sqlite_strict=True,
        sqlite_autoincrement=counted,
    )


def _of_person(name: str, *parts: sa.schema.SchemaItem) -> None:
    _table(
        name,
        sa.Column("person_id", NUMBER, nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f(f"fk_{name}_person_id_person"),
            ondelete="CASCADE",
        ),
        counted=True,
    )
    op.create_index(f"ix_{name}_person_id", name, ["person_id"])


def _unique(table: str, column: str) -> None:
    name = f"uq_{table}_person_id_{column}"
    op.create_index(name, table, ["person_id", column], unique=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    """Text columns; a name that ends in ! must have a value."""
    return [sa.Column(n.rstrip("!"), sa.Text, nullable=not n.endswith("!")) for n in names]


def _amounts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer) for name in names]


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{name}"))
