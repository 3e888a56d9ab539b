"""Rule files may change while the dashboard is served: answers follow the files as they are."""

from __future__ import annotations

import shutil

from certtrack.web.desk import Desk
from tests.web.conftest import ON, browser_of


def test_a_rule_file_that_changes_is_read_anew(ana, same_letters):
    desk = Desk(store=ana.store, uploads=ana.uploads, on=ON, rulebooks=(same_letters,))
    file = next(path for path in sorted(same_letters.glob("*.toml")) if path.name != "body.toml")
    with browser_of(desk) as client:
        assert client.get("/people/1/plan").status_code == 200
        first = desk.library()
        assert desk.library() is first
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("schema = 1", "schema = 7"), encoding="utf-8")
        answer = client.get("/people/1/plan")
        assert answer.status_code == 422
        assert file.name in answer.text
        file.write_text(text, encoding="utf-8")
        assert client.get("/people/1/plan").status_code == 200
        shutil.rmtree(same_letters)
        assert client.get("/people/1/plan").status_code == 422
