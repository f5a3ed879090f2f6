"""Running the steps: in one transaction, one process at a time, and refusing what a newer Headwater has written.

In: an engine, or a connection to look at. Out: tables of this version. Never: a partly migrated database.

A step is a file ``versions/NNNN_word.py`` whose revision is its file name; it imports neither the schema nor any
other module of ours, for these go on changing while a step stays as it was.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from headwater import errors

_HERE = Path(__file__).parent
_LOCK = 0x68656164  # "head": key of the PostgreSQL advisory lock


def known() -> list[str]:
    """The revisions that this version of Headwater has, oldest first."""
    return sorted(path.stem for path in (_HERE / "versions").glob("[0-9]*.py"))


def current(conn: sa.Connection) -> str | None:
    """The revision of a database; None if it has no tables of ours."""
    if not sa.inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def check(conn: sa.Connection) -> None:
    """Raise ConfigError, saying what to do, unless the database is of this version."""
    revision, steps = current(conn), known()
    _refuse_newer(revision, steps)
    if revision is None:
        raise errors.ConfigError("the database has no tables yet: run `headwater init`")
    if revision != steps[-1]:
        raise errors.ConfigError(
            f"the database is of an older version ({revision}, this is {steps[-1]}): make a backup, then run "
            "`headwater init` to bring it up to date"
        )


def upgrade(engine: sa.Engine) -> None:
    """Bring a database to this version. Raises ConfigError for a newer one; does nothing to a current one."""
    with engine.connect() as conn:
        if conn.dialect.name == "sqlite":
            _upgrade_sqlite(conn)
            return
        with conn.begin():
            conn.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _steps(conn)


def _upgrade_sqlite(conn: sa.Connection) -> None:
    """Foreign keys rest meanwhile, since changing a table means to copy and replace it; then all are checked."""
    raw = conn.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
    try:
        with conn.begin():
            raw.execute("BEGIN IMMEDIATE")
            _steps(conn)
            broken = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken:
                raise errors.ConfigError(
                    f"after migration a row of {broken[0]} points nowhere; nothing was changed"
                )
    finally:
        raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA analysis_limit=400")
    raw.execute("PRAGMA optimize")


def _steps(conn: sa.Connection) -> None:
    revision, steps = current(conn), known()
    _refuse_newer(revision, steps)
    if revision == steps[-1]:
        return
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(_HERE))
    with EnvironmentContext(
        Config(), script, fn=lambda now, _: script._upgrade_revs("head", now), destination_rev="head"
    ) as env:
        env.configure(connection=conn, transactional_ddl=True, render_as_batch=True)
        env.run_migrations()


def _refuse_newer(revision: str | None, steps: list[str]) -> None:
    if revision is not None and revision not in steps:
        raise errors.ConfigError(
            f"the database was written by a newer Headwater (schema {revision}, this one knows up to {steps[-1]}): "
            "install that version, or restore a backup made before"
        )
