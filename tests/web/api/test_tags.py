"""Entity tags: what is known is not sent again, and nobody overwrites what they have not seen."""

from __future__ import annotations

import pytest

from tests.web.api.conftest import ADDRESS, CHANGES, SAMPLES, faults_of

READ = [
    "people",
    "people/1",
    "people/1/status?on=2026-06-01",
    "people/1/eligibility?on=2026-06-01",
    "people/1/plan/RHIA?on=2026-06-01",
    "people/1/reminders?on=2026-06-01",
    "people/1/activity",
    "people/1/activity/1",
    "rules",
    "rules/RHIT?on=2026-06-01",
    "programs",
]
A1 = "/api/v1/people/1/activity/1"


@pytest.mark.parametrize("path", READ)
def test_what_a_client_has_is_not_sent_again(reader, path):
    first = reader.get(f"/api/v1/{path}")
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = reader.get(f"/api/v1/{path}", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    other = reader.get(f"/api/v1/{path}", headers={"If-None-Match": f'"x{tag[2:]}'})
    assert (other.status_code, other.content) == (200, first.content)


def test_a_tag_is_of_the_one_form_that_is_sent(reader):
    answer = reader.get("/api/v1/rules", headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) > 1000
    assert "content-encoding" not in answer.headers


def test_a_change_gives_lists_and_answers_other_tags(writer):
    paths = ["people/1/activity", "people/1/activity/1", "people/1/status?on=2026-06-01"]
    before = [writer.get(f"/api/v1/{path}").headers["etag"] for path in paths]
    assert writer.patch(A1, json={"minutes": 60}, headers={"If-Match": before[1]}).is_success
    after = [writer.get(f"/api/v1/{path}").headers["etag"] for path in paths]
    assert not set(before) & set(after)


@pytest.mark.parametrize("section", SAMPLES)
def test_the_tag_of_what_was_written_is_that_of_what_is_read(writer, section):
    added = writer.post(f"/api/v1/people/1/{section}", json=SAMPLES[section])
    place = added.headers["location"]
    tag = added.headers["etag"]
    assert writer.get(place).headers["etag"] == tag
    changed = writer.patch(place, json=CHANGES[section], headers={"If-Match": tag})
    assert changed.headers["etag"] != tag
    assert writer.get(place).headers["etag"] == changed.headers["etag"]


def test_of_two_who_read_the_same_the_second_to_write_is_refused(client, token):
    one, other = client(token("write")), client(token("read"))
    other.headers["Authorization"] = one.headers["Authorization"]
    seen = [who.get(A1).headers["etag"] for who in (one, other)]
    assert one.patch(A1, json={"minutes": 60}, headers={"If-Match": seen[0]}).is_success
    late = other.patch(A1, json={"title": "Mine"}, headers={"If-Match": seen[1]})
    assert "meanwhile" in faults_of(late, 412)[0]["what"]
    gone = other.delete(A1, headers={"If-Match": seen[1]})
    faults_of(gone, 412)
    now = other.get(A1)
    assert (now.json()["minutes"], now.json()["title"]) == (60, "Coding update [ICD-10-CM]")
    mended = other.patch(A1, json={"title": "Mine"}, headers={"If-Match": now.headers["etag"]})
    assert mended.json()["entry"]["minutes"] == 60
    assert mended.json()["entry"]["title"] == "Mine"


def test_a_change_made_at_the_command_line_is_seen_too(writer, run):
    tag = writer.get(A1).headers["etag"]
    assert run("ceu", "edit", "a1", "--minutes", "75").code == 0
    faults_of(writer.patch(A1, json={"title": "Mine"}, headers={"If-Match": tag}), 412)


def test_who_does_not_say_what_they_saw_changes_nothing(writer, store, dump):
    before = dump(store)
    faults_of(writer.patch(A1, json={"minutes": 60}), 428)
    faults_of(writer.delete(A1), 428)
    assert dump(store) == before


def test_what_is_no_tag_or_a_weak_one_changes_nothing(writer, store, dump):
    before, tag = dump(store), writer.get(A1).headers["etag"]
    for given, status in ((tag.strip('"'), 400), ("", 400), (f"W/{tag}", 412), ('""', 412)):
        faults_of(writer.patch(A1, json={"minutes": 60}, headers={"If-Match": given}), status)
        faults_of(writer.delete(A1, headers={"If-Match": given}), status)
    assert dump(store) == before


def test_one_of_several_tags_is_enough_and_a_star_names_any(writer):
    tag = writer.get(A1).headers["etag"]
    assert writer.patch(A1, json={"minutes": 60}, headers={"If-Match": f'"x", {tag}'}).is_success
    assert writer.patch(A1, json={"minutes": 61}, headers={"If-Match": "*"}).is_success
    faults_of(writer.patch("/api/v1/people/1/activity/99", json={}, headers={"If-Match": "*"}), 404)


def test_a_number_is_never_taken_for_the_id_of_another_entry(writer):
    """An activity that its owner calls 1 is not the first one."""
    added = writer.post("/api/v1/people/1/activity", json={**SAMPLES["activity"], "id": "1"}).json()
    assert added["number"] != 1
    changed = writer.patch(A1, json={"notes": "The first."}, headers={"If-Match": "*"}).json()
    assert (changed["number"], changed["entry"]["id"]) == (1, "a1")
    assert writer.delete(A1, headers={"If-Match": "*"}).status_code == 204
    left = [one["id"] for one in writer.get("/api/v1/people/1/activity").json()]
    assert left == ["golf", "1"]


def test_a_page_means_the_number_in_its_address_too(browser, writer):
    sent = {**SAMPLES["activity"], "id": "1"}
    assert writer.post("/api/v1/people/1/activity", json=sent).status_code == 201
    gone = browser.post(
        "/people/1/activities/1", data={"remove": "yes"}, headers={"Origin": ADDRESS}
    )
    assert gone.status_code == 303
    left = [one["id"] for one in writer.get("/api/v1/people/1/activity").json()]
    assert left == ["golf", "1"]
