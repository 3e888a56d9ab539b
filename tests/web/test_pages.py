"""Every page says what the services say, and refuses in words what it cannot show."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from certtrack.errors import Outdated
from certtrack.services import edit, persons
from certtrack.services.facts import Who, facts_of
from certtrack.services.status import report
from certtrack.web.desk import Desk
from tests.web.conftest import MOMENT, ON, browser_of


def test_the_first_visit_asks_who_somebody_is(desk):
    with browser_of(desk) as client:
        page = client.get("/")
        assert "Welcome" in page.text
        answer = client.post("/people/new", data={"name": "", "state": "XX"})
        assert answer.status_code == 422
        assert "is not a US state" in answer.text
        typed = {"name": "Bo Li", "memberships": "AHIMA, AAPC", "state": "fl"}
        answer = client.post("/people/new", data=typed)
        assert answer.url.path == "/people/1"
        assert "No credential is on record" in answer.text
    person = facts_of(Who(store=desk.store), desk.library(), ON)
    assert (person.name, person.memberships, person.state) == ("Bo Li", ("AHIMA", "AAPC"), "FL")


def test_somebody_of_the_same_name_is_another_when_it_is_said(ana, send):
    page = send("/people/new", name="ana flores")
    assert page.status == 422
    assert "is in the store already" in page.text
    assert send("/people/new", name="ana flores", force="yes").status == 200
    assert len(persons.listed(ana.store)) == 2


def test_with_several_people_one_is_chosen(ana, send, get):
    send("/people/new", name="Bo Li")
    page = get("/")
    assert page.address == "/people"
    assert "2 people" in page.text
    page = get("/people?q=FLO")
    assert "1 person called so" in page.text
    assert "Bo Li" not in page.text
    assert "0 people" in get("/people?q=%25").text


def test_people_are_shown_so_many_at_a_time(ana, get, monkeypatch):
    for number in range(60):
        persons.add(ana.store, {"name": f"P {number}"}, ana.library(), MOMENT, force=False)
    first = get("/people")
    assert "61 people" in first.text
    assert "P 48" in first.text
    assert "P 49" not in first.text
    assert "P 49" in get("/people?after=50").text


def test_every_cycle_is_told_as_the_core_tells_it(ana, get):
    person = facts_of(Who(store=ana.store), ana.library(), ON)
    (cycle,) = report(person, ON, ana.library()).cycles
    page = get("/people/1/cycles/0")
    told = [cycle.now.because, cycle.dates_because, *cycle.notes, *cycle.next_rules]
    told += [rule.because for rule in cycle.rules] + [rule.words for rule in cycle.rules]
    told += [one.because for one in cycle.account.activities if one.because]
    told += [rule.citation.source.title for rule in cycle.rules]
    for words in told:
        assert " ".join(words.split()) in page.text
    home = get("/people/1").text
    assert "16 of 20 CEUs" in home
    assert "12 days left" in home
    assert all(rule.because in home for rule in cycle.rules if rule.outcome != "met")


def test_another_day_can_be_asked_about(get):
    page = get("/people/1?on=2024-07-01")
    assert "0 of 20 CEUs" in page.text
    assert page.value("on") == "2024-07-01"
    assert get("/people/1?on=2024-02-30").status == 404
    assert get("/people/1/cycles/0?on=yesterday").status == 200
    assert get("/people/1/cycles/7").status == 404


@pytest.mark.parametrize(
    "path", ["/people/2", "/people/0", "/people/99999999999999999999", "/people/x", "/nothing",
             "/people/1/record/nonsense/new", "/people/1/record/exam/77",
             "/people/1/eligibility/NONSENSE", "/people/1/plan/NONSENSE",
             "/people/1/activities/77"]
)  # fmt: skip
def test_what_is_not_there_is_told_in_words(get, path):
    page = get(path)
    assert page.status == 404
    assert "Not found" in page.text
    assert "Traceback" not in page.html
    assert "certtrack" in page.html


# --- the record ----------------------------------------------------------------------------


ENTRIES = {
    "education": {"program": "HIM", "level": "bachelor", "status": "enrolled",
                  "expected_on": "2027-05-01", "accreditation": "CAHIIM=2012-01-01..\nABC"},
    "course": {"title": "Anatomy", "grade": "B+", "credits": "3", "part_of_program": "yes"},
    "training": {"title": "Coding", "topics": "icd-coding, cpt-coding", "hours": "80"},
    "experience": {"kind": "coding", "from": "2024-01-01", "hours_per_week": "22.5"},
    "application": {"credential": "RHIA", "approved_on": "2026-01-05"},
    "exam": {"credential": "ccs", "taken_on": "2026-01-05", "passed": "no"},
    "credential": {"code": "CCS", "passed_on": "2025-01-05", "cycle": "2025-01-05..2027-01-04"},
    "decision": {"body": "AHIMA", "kind": "extension", "decided_on": "2026-01-05",
                 "until": "2026-12-31"},
}  # fmt: skip


@pytest.mark.parametrize("section", ENTRIES)
def test_an_entry_of_every_section_is_added_changed_and_taken_away(ana, get, send, section):
    typed = ENTRIES[section]
    who = Who(store=ana.store)
    before = edit.listed(who, section)
    page = send(f"/people/1/record/{section}/new", **typed)
    assert page.status == 200, page.text
    number, content = edit.listed(who, section)[-1]
    assert len(edit.listed(who, section)) == len(before) + 1
    page = get(f"/people/1/record/{section}/{number}")
    shown = {key: page.value(key) for key in typed}
    assert {k: v.casefold() for k, v in shown.items()} == {
        k: v.casefold() for k, v in typed.items()
    }
    # Saved as it stands, nothing is otherwise.
    send(f"/people/1/record/{section}/{number}", seen=page.value("seen"), **shown)
    assert edit.listed(who, section)[-1] == (number, content)
    send(f"/people/1/record/{section}/{number}", remove="yes", seen=page.value("seen"))
    assert edit.listed(who, section) == before


def test_what_is_wrong_with_an_entry_is_told_beside_its_field(send):
    page = send("/people/1/record/experience/new", kind="coding", hours_per_week="200")
    assert page.status == 422
    assert "missing" in page.fault("from")
    page = send(
        "/people/1/record/experience/new",
        **{"kind": "coding", "from": "2024-01-01", "until": "2023-01-01"},
    )
    assert page.status == 422
    assert page.value("until") == "2023-01-01"
    page = send(
        "/people/1/record/education/new", level="bachelor", status="enrolled", accreditation="X=1"
    )
    assert "is not a span" in page.fault("accreditation")


def test_who_somebody_is_can_be_changed(ana, get, send):
    page = get("/people/1/person")
    assert page.value("memberships") == "AHIMA"
    page = send("/people/1/person", name="Ana F. Flores", time_zone="Nowhere/Land")
    assert page.status == 422
    assert page.fault("time_zone")
    send("/people/1/person", name="Ana F. Flores", state="ga")
    person = facts_of(Who(store=ana.store), ana.library(), ON)
    assert (person.name, person.email, person.state) == ("Ana F. Flores", None, "GA")
    assert person.memberships == ()


# --- eligibility and plan ------------------------------------------------------------------


def test_a_missing_fact_is_told_in_place_and_the_verdict_is_another(get, send):
    page = get("/people/1/eligibility/RHIA")
    assert "No: not eligible" in page.text
    page = get("/people/1/eligibility/RHIA?add=education")
    assert page.value("level") == ""
    typed = {
        "program": "HIM", "level": "bachelor", "field": "health-information-management",
        "status": "completed", "completed_on": "2026-05-08",
    }  # fmt: skip
    page = send("/people/1/eligibility/RHIA?add=education", **{**typed, "completed_on": "x"})
    assert page.status == 422
    assert "is not a date" in page.fault("completed_on")
    page = send("/people/1/eligibility/RHIA?add=education", **typed)
    assert "Cannot tell yet" in page.text
    known = {**typed, "school": "State", "accreditation": "CAHIIM=2012-01-01..2030-12-31"}
    page = send("/people/1/eligibility/RHIA?add=education", **known)
    assert "Yes: eligible" in page.text


def test_every_credential_is_in_the_list_of_verdicts(ana, get):
    page = get("/people/1/eligibility")
    asked = [book for book in ana.library() if book.credential.eligibility]
    assert len(asked) > 5
    for book in asked:
        assert f"{book.label} {book.credential.name}" in page.text


def test_plans_tell_the_way_and_where_it_leads(ana, get):
    page = get("/people/1/plan/RHIT")
    assert "4 more" in page.text
    assert "what is completed later does not count" in page.text
    for book in ana.library():
        if book.credential.eligibility:
            assert get(f"/people/1/plan/{book.label}").status == 200
            assert get(f"/people/1/eligibility/{book.label}").status == 200
    assert get("/people/1/plan").status == 200


def test_routes_are_put_in_order_drawn_and_told_as_if_enrolled(get, client):
    page = get("/people/1/plan/RHIA?by=months")
    assert page.value("by") == "months"
    picture = re.search(r'<img class="routes" src="([^"]+)"', page.html)[1].replace("&amp;", "&")
    answer = client.get(picture)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "Routes to RHIA, from 2026-06-01" in answer.text
    page = get("/people/1/plan/RHIA?program=rasmussen-college-florida")
    assert "As if enrolled on 2026-06-01 in" in page.text
    assert "which award Rasmussen College-Florida gives" in page.text
    page = get("/people/1/plan/RHIA?program=nonsense")
    assert page.status == 422
    assert "nonsense" in page.text
    assert page.value("program") == "nonsense"
    assert get("/people/1/plan/RHIA?by=luck").status == 404


# --- reminders, documents, history ---------------------------------------------------------


def test_a_reminder_is_put_off_and_told_again(get, send):
    page = get("/people/1/reminders")
    assert "Fee due" in page.text
    reminder = page.value("reminder")
    page = send("/people/1/reminders", reminder=reminder, manner="snooze", until="2026-06-01")
    assert page.status == 422
    assert "is not after" in page.text
    assert send("/people/1/reminders", reminder=reminder, manner="snooze").status == 422
    assert send("/people/1/reminders", reminder="nonsense", manner="acknowledge").status == 422
    page = send("/people/1/reminders", reminder=reminder, manner="snooze", until="2026-06-09")
    assert f"Not told: snooze {reminder} until 2026-06-09" in page.text
    page = send("/people/1/reminders", end="1")
    assert "Not told" not in page.text
    page = send("/people/1/reminders", reminder=reminder, manner="acknowledge")
    assert f"acknowledge {reminder}" in page.text


def test_deadlines_come_as_a_calendar(client):
    from ical.calendar_stream import IcsCalendarStream

    answer = client.get("/people/1/deadlines.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = IcsCalendarStream.calendar_from_ics(answer.text).events
    assert date(2026, 6, 13) in {event.dtstart for event in events}


def test_a_calendar_is_subscribed_to_by_an_address_that_can_be_ended(ana, client, send, get):
    page = send("/people/1/feeds")
    path = re.search(r"http://127.0.0.1:8351(/calendar/[\w-]{32}\.ics)", page.html)[1]
    assert "127.0.0.1:8351/calendar" not in get("/people/1/reminders").html
    with browser_of(ana, signed_in=False) as program:
        answer = program.get(path)
        assert answer.headers["Content-Type"].startswith("text/calendar")
        assert "RHIT" in answer.text
        assert "no-store" in answer.headers["Cache-Control"]
        for wrong in (path[:-5] + ".ics", "/calendar/.ics", "/calendar/x.ics"):
            assert program.get(wrong).status_code == 404
        assert send("/people/1/feeds", end="77").status == 422
        send("/people/1/feeds", end="1")
        assert program.get(path).status_code == 404
    assert path.split("/")[2].removesuffix(".ics") not in (ana_text(ana))


def ana_text(desk):
    """Everything in the store's file, as text: a secret must not be in it."""
    return Path(desk.store).read_bytes().decode("latin-1")


def test_documents_are_made(ana, client):
    answer = client.get("/people/1/reports/transcript.html")
    assert "Annual coding update" in answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get("/people/1/reports/transcript.pdf").content.startswith(b"%PDF")
    packed = zipfile.ZipFile(BytesIO(client.get("/people/1/reports/audit-packet.zip").content))
    assert {"cover.pdf", "transcript.html", "verify.py"} <= set(packed.namelist())
    told = json.loads(client.get("/people/1/reports/record.json").text)
    assert told["person"]["name"] == "Ana Flores"
    assert client.get("/people/1/reports").status_code == 200
    assert client.get("/people/1/reports/transcript.exe").status_code == 404


def test_where_there_is_nothing_to_audit_that_is_told(ana, send, get):
    send("/people/new", name="Bo Li")
    page = get("/people/2/reports/audit-packet.zip")
    assert page.status == 422
    assert "there is nothing to audit" in page.text.lower()


def test_only_what_the_page_showed_is_taken_back(ana, get, send):
    page = get("/history")
    edit.add(
        Who(store=ana.store), "exam",
        {"credential": "CCS", "taken_on": "2026-01-05", "passed": False},
        ana.library(), MOMENT, force=False,
    )  # fmt: skip
    again = send("/history", deed=page.value("deed"))
    assert again.status == 422
    assert "Something else was done since: exam add" in again.text
    assert send("/history", deed="x").status == 422
    page = send("/history", deed=get("/history").value("deed"))
    assert "taken back" in page.text
    with pytest.raises(Outdated):
        persons.undo(ana.store, MOMENT.made_at, 99)


def test_a_backup_is_made_and_everything_is_looked_at(ana, home, send, get):
    page = get("/settings")
    assert "in order" in page.text
    page = send("/settings/backup")
    assert page.status == 200
    assert len(list((home / "backups").glob("*.zip"))) == 1


def test_a_store_that_is_gone_is_told_and_not_made(home, ana, get):
    (home / "store.db").rename(home / "elsewhere.db")
    page = get("/people/1")
    assert page.status == 404
    assert "there is no store yet" in page.text
    assert "Welcome" in get("/").text
    assert not (home / "store.db").exists()


def test_rules_of_ones_own_are_read(ana, home, same_letters):
    desk = Desk(store=ana.store, uploads=home / "u", on=ON, rulebooks=(same_letters,))
    labels = {book.label for book in desk.library()} - {book.label for book in ana.library()}
    assert labels
    with browser_of(desk) as client:
        for label in labels:
            assert client.get(f"/people/1/plan/{label}").status_code == 200
