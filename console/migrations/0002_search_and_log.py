"""What Django's models cannot say: full-text search, and an access log that the database itself keeps from changes."""

from __future__ import annotations

from typing import Any

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE console_search USING fts5(
    text, content='console_message', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2',
    columnsize=0
);
CREATE TRIGGER console_message_added AFTER INSERT ON console_message BEGIN
    INSERT INTO console_search (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER console_message_gone AFTER DELETE ON console_message BEGIN
    INSERT INTO console_search (console_search, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER console_message_changed AFTER UPDATE OF id, text ON console_message WHEN old.text != new.text BEGIN
    INSERT INTO console_search (console_search, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO console_search (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER console_access_unchanged BEFORE UPDATE ON console_access BEGIN
    SELECT RAISE(ABORT, 'the access log is never changed');
END;
CREATE TRIGGER console_access_kept BEFORE DELETE ON console_access BEGIN
    SELECT RAISE(ABORT, 'the access log is never changed');
END;
"""

POSTGRESQL = """
ALTER TABLE console_message ADD COLUMN search tsvector
    GENERATED ALWAYS AS (to_tsvector('english', left(text, 200000))) STORED;
CREATE INDEX console_search ON console_message USING gin (search);
CREATE FUNCTION console_access_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the access log is never changed'; END $$;
CREATE TRIGGER console_access_unchanged BEFORE UPDATE OR DELETE ON console_access
    FOR EACH ROW EXECUTE FUNCTION console_access_refuse();
CREATE TRIGGER console_access_kept BEFORE TRUNCATE ON console_access
    FOR EACH STATEMENT EXECUTE FUNCTION console_access_refuse();
"""


def make(apps: Any, editor: Any) -> None:
    """Runs the statements of the database at hand."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
        return
    # A trigger has semicolons of its own: its end is the line that begins a new statement.
    for statement in SQLITE.strip().split(";\nCREATE"):
        text = statement if statement.startswith("CREATE") else f"CREATE{statement}"
        editor.execute(text.rstrip().rstrip(";") + (";" if "BEGIN" in text else ""))


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("console", "0001_tables")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
