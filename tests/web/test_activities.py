"""CEUs in the browser: logged, with a certificate, found, changed and taken away."""

from __future__ import annotations

import re

import pytest
from fpdf import FPDF

from certtrack.services import edit, evidence
from certtrack.services.facts import Who
from tests.web.conftest import MOMENT, browser_of

NEW = "/people/1/activities/new"
TALK = {"title": "Talk", "completed_on": "2026-05-02", "ceus": "2", "domain": "clinical-coding"}


def activities(desk):
    return [content for _, content in edit.listed(Who(store=desk.store), "activity")]


def certificate(*lines):
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=14)
    for line in lines:
        made.cell(0, 10, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


PROOF = certificate(
    "Certificate of Completion",
    "Title: Coding of sepsis",
    "Completed on: May 12, 2026",
    "CEUs: 3",
)


def upload(content=PROOF, name="sepsis.pdf"):
    return {"certificate": (name, content, "application/pdf")}


def test_what_is_logged_is_on_record_and_what_it_counts_for_is_told(ana, send):
    page = send(NEW, **TALK)
    assert page.status == 200
    assert page.address.startswith("/people/1/activities?added=")
    assert "Talk is on record. It counts 2 of 2 CEUs towards RHIT." in page.text
    last = activities(ana)[-1]
    assert {key: str(last[key]) for key in TALK} == TALK


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost_or_written(ana, send):
    before = activities(ana)
    typed = {"title": "Talk", "completed_on": "2026-02-30", "ceus": "1.234", "provider": "Me & co"}
    page = send(NEW, **typed)
    assert page.status == 422
    assert "not in the calendar" in page.fault("completed_on")
    assert {key: page.value(key) for key in typed} == typed
    assert activities(ana) == before
    page = send(NEW, **{**typed, "completed_on": "2026-05-02"})
    assert "more than two decimals" in page.fault("ceus")
    page = send(NEW, title="", completed_on="2026-05-02", ceus="1")
    assert "missing" in page.fault("title")
    assert activities(ana) == before


def test_faults_are_told_to_whoever_does_not_see_the_page(send):
    page = send(NEW, **{**TALK, "completed_on": "2026-02-30"})
    field = re.search(r'<input[^>]*name="completed_on"[^>]*>', page.html)[0]
    assert 'aria-invalid="true"' in field
    assert "fault-completed_on" in re.search(r'aria-describedby="([^"]+)"', field)[1].split()


def test_a_day_to_come_cannot_have_happened(ana, send):
    before = activities(ana)
    page = send(NEW, **{**TALK, "completed_on": "2026-06-03"})
    assert page.status == 422
    assert "2026-06-03" in page.fault("completed_on")
    assert activities(ana) == before


def test_a_repeat_is_pointed_out_and_taken_when_it_is_meant(ana, send):
    send(NEW, **TALK)
    count = len(activities(ana))
    page = send(NEW, **TALK)
    assert page.status == 422
    assert "This looks like entry" in page.text
    assert "--force" not in page.html
    assert len(activities(ana)) == count
    assert send(NEW, **TALK, force="yes").status == 200
    assert len(activities(ana)) == count + 1


def test_a_slip_of_the_pen_is_asked_about(send):
    page = send(NEW, **{**TALK, "domain": "clinical-codin"})
    assert page.status == 422
    assert "Did you mean 'clinical-coding'?" in page.fault("domain")


# --- what it would count for ---------------------------------------------------------------


def test_what_it_would_count_for_is_told_before_and_nothing_is_written(ana, send):
    before = activities(ana)
    page = send("/people/1/activities/try", **TALK)
    assert "This will count 2 of 2 CEUs towards RHIT : 16 → 18 of 20." in page.text
    assert activities(ana) == before


def test_what_does_not_count_is_told_with_the_reason(send):
    page = send("/people/1/activities/try", **{**TALK, "domain": "outside"})
    assert "This will count 0 of 2 CEUs towards RHIT" in page.text
    assert "Outside the HIIM domains" in page.text


def test_an_activity_of_another_time_counts_for_no_cycle_now(send):
    page = send("/people/1/activities/try", **{**TALK, "completed_on": "2020-05-02"})
    assert "none contains its day" in page.text


def test_the_answer_to_a_change_does_not_count_the_activity_twice(ana, get, send):
    page = send("/people/1/activities/try", **TALK)
    before = page.text
    send(NEW, **TALK)
    number = edit.listed(Who(store=ana.store), "activity")[-1][0]
    # Under the same title it would count once in any case: repeats do.
    changed = {**TALK, "title": "Another", "ceus": "3"}
    page = send("/people/1/activities/try", entry=str(number), id="", **changed)
    assert "This will count 3 of 3 CEUs towards RHIT : 18 → 19 of 20." in page.text
    assert "16 → 18" in before


def test_a_form_that_is_hardly_begun_is_not_scolded(send):
    assert "told here as you type" in send("/people/1/activities/try", title="").text
    assert "Not complete yet" in send("/people/1/activities/try", title="Talk").text


def test_a_likely_repeat_is_told_while_typing(send):
    page = send(
        "/people/1/activities/try",
        title="Privacy webinar",
        completed_on="2026-02-03",
        ceus="1",
    )
    assert "This looks like entry" in page.text


# --- certificates --------------------------------------------------------------------------


def test_a_certificate_fills_in_the_form_and_is_kept_with_the_activity(ana, send, client):
    page = send("/people/1/activities/certificate", upload(), domain="clinical-coding")
    assert page.status == 200
    said = {key: page.value(key) for key in ("title", "completed_on", "ceus", "domain")}
    assert said == {
        "title": "Coding of sepsis",
        "completed_on": "2026-05-12",
        "ceus": "3",
        "domain": "clinical-coding",
    }
    assert "sepsis.pdf is kept with this activity" in page.text
    assert evidence.listed(Who(store=ana.store)) == []
    page = send(NEW, held=page.value("held"), **said)
    assert "Coding of sepsis is on record" in page.text
    (kept,) = evidence.listed(Who(store=ana.store))
    assert kept.file_name == "sepsis.pdf"
    assert list(ana.uploads.iterdir()) == []
    number = edit.listed(Who(store=ana.store), "activity")[-1][0]
    answer = client.get(f"/people/1/activities/{number}/evidence/{kept.sha256}")
    assert answer.content == PROOF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_what_was_typed_already_is_not_overwritten(send):
    page = send("/people/1/activities/certificate", upload(), title="My words", minutes="90")
    assert page.value("title") == "My words"
    assert page.value("minutes") == "90"
    assert page.value("ceus") == ""
    assert page.value("completed_on") == "2026-05-12"


def test_the_form_can_be_handed_in_after_the_dashboard_was_started_again(ana, send):
    page = send("/people/1/activities/certificate", upload())
    with browser_of(ana) as again:
        answer = again.post(
            NEW, data={**TALK, "held": page.value("held")}, headers={"Referer": "x"}
        )
    assert answer.status_code == 200
    assert len(evidence.listed(Who(store=ana.store))) == 1


def test_a_certificate_waits_while_what_is_wrong_is_put_right(ana, send):
    page = send(NEW, upload(), **{**TALK, "completed_on": "2026-02-30"})
    assert page.status == 422
    assert "sepsis.pdf is kept with this activity" in page.text
    assert evidence.listed(Who(store=ana.store)) == []
    assert send(NEW, held=page.value("held"), **TALK).status == 200
    assert len(evidence.listed(Who(store=ana.store))) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"MZ\x90\x00 a program", "none that is kept as evidence"),
        (b"%PDF-1.4\nnonsense", "cannot be read"),
    ],
)
def test_what_is_no_certificate_is_refused_beside_its_field(ana, send, content, said):
    page = send("/people/1/activities/certificate", upload(content, "x.pdf"), **TALK)
    assert page.status == 422
    assert said in page.fault("certificate")
    assert page.value("title") == "Talk"
    assert list(ana.uploads.iterdir()) == []


def test_no_file_is_no_certificate(send):
    page = send("/people/1/activities/certificate", title="Talk")
    assert page.fault("certificate") == "Choose a file first."


@pytest.mark.parametrize("held", ["../../../etc/passwd", "x", "..", "A" * 22, "é" * 22, "/" * 22])
def test_nobody_reaches_other_files_by_the_name_of_one_that_waits(ana, send, held):
    page = send(NEW, held=held, **TALK)
    assert page.status == 200
    assert evidence.listed(Who(store=ana.store)) == []


@pytest.mark.parametrize(
    "name", ["../../evil.pdf", "..\\evil.pdf", "/etc/evil.pdf", "e\x00vil.pdf"]
)
def test_the_name_of_a_file_leads_nowhere(ana, home, send, name):
    page = send("/people/1/activities/certificate", upload(name=name))
    assert page.status == 200
    found = list(home.rglob("*.pdf"))
    assert found
    assert all(path.is_relative_to(ana.uploads) for path in found)


def test_a_certificate_is_kept_for_an_activity_that_is_there_and_taken_from_it(ana, send, get):
    page = send("/people/1/activities/1/evidence", upload())
    assert "sepsis.pdf" in page.text
    (kept,) = evidence.listed(Who(store=ana.store))
    page = send(f"/people/1/activities/1/evidence/{kept.sha256}")
    assert "None is kept for it" in page.text
    assert send("/people/1/activities/1/evidence").status == 422


def test_an_activity_whose_owner_calls_it_by_the_number_of_another_is_another(ana, send):
    send(NEW, **TALK, id="1")
    number = edit.listed(Who(store=ana.store), "activity")[-1][0]
    send("/people/1/activities/1/evidence", upload())
    (kept,) = evidence.listed(Who(store=ana.store))
    assert kept.activity == "a1"
    page = send("/people/1/activities/try", entry=str(number), **TALK, id="1")
    assert "16 → 18" not in page.text
    assert "This looks like entry" not in page.text
    send(f"/people/1/activities/{number}/evidence/{kept.sha256}")
    assert [one.activity for one in evidence.listed(Who(store=ana.store))] == ["a1"]


def test_a_certificate_of_somebody_else_is_not_given(ana, client):
    from certtrack.services import persons

    persons.add(ana.store, {"name": "Bo Li"}, ana.library(), MOMENT, force=False)
    client.post("/people/1/activities/1/evidence", files=upload())
    (kept,) = evidence.listed(Who(store=ana.store, person="1"))
    # Bo keeps something, too: not even then.
    client.post("/people/2/activities/new", data=TALK, files=upload(certificate("Other")))
    assert len(evidence.listed(Who(store=ana.store, person="2"))) == 1
    assert client.get(f"/people/1/activities/1/evidence/{kept.sha256}").status_code == 200
    assert client.get(f"/people/2/activities/1/evidence/{kept.sha256}").status_code == 422


# --- found, changed, taken away ------------------------------------------------------------


def test_activities_are_found_by_words_in_either_case(get):
    page = get("/people/1/activities?q=PRIVACY+ahima")
    assert "1 activity with these words" in page.text
    assert "Privacy webinar" in page.text
    assert "Leading small teams" not in page.text


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("-completed_on", "Privacy webinar"),
        ("completed_on", "Annual coding update"),
        ("title", "Annual coding update"),
        ("-title", "State meeting, day one"),
        ("-counted", "Annual coding update"),
        ("counted", "Privacy webinar"),
        ("nonsense", "Privacy webinar"),
    ],
)
def test_activities_are_sorted(get, sort, first):
    page = get(f"/people/1/activities?sort={sort}")
    assert re.search(r'<th scope="row"><a [^>]+>([^<]+)', page.html)[1] == first


def _edited(page, **changes):
    keys = re.findall(r'name="(\w+)"', page.html)
    kept = {
        key: page.value(key) for key in dict.fromkeys(keys) if key not in ("certificate", "remove")
    }
    return {**kept, **changes}


def test_an_activity_is_changed_and_what_is_emptied_is_taken_away(ana, get, send):
    page = get("/people/1/activities/1")
    assert "6 of 6 CEUs towards RHIT" in page.text
    page = send("/people/1/activities/1", **_edited(page, minutes="300", reference=""))
    assert "It counts 5 of 5 CEUs towards RHIT" in page.text
    now = activities(ana)[0]
    assert now["minutes"] == 300
    assert "reference" not in now
    assert now["id"] == "a1"
    assert now["evidence"] == "certificates/coding-update-2024.pdf"


def test_of_two_who_change_an_activity_the_second_is_told(ana, get, send):
    first, second = get("/people/1/activities/1"), get("/people/1/activities/1")
    send("/people/1/activities/1", **_edited(first, title="First"))
    page = send("/people/1/activities/1", **_edited(second, title="Second"))
    assert page.status == 422
    assert "It was changed meanwhile" in page.text
    assert page.fault("title") == "It says by now: First."
    assert page.value("title") == "Second"
    assert activities(ana)[0]["title"] == "First"
    page = send("/people/1/activities/1", **_edited(page))
    assert page.status == 200
    assert activities(ana)[0]["title"] == "Second"


def test_what_was_changed_meanwhile_is_not_taken_away_either(ana, get, send):
    first, second = get("/people/1/activities/1"), get("/people/1/activities/1")
    send("/people/1/activities/1", **_edited(first, title="First"))
    page = send("/people/1/activities/1", remove="yes", seen=second.value("seen"))
    assert page.status == 422
    assert activities(ana)[0]["title"] == "First"


def test_an_activity_is_taken_away_and_brought_back(ana, get, send):
    before = activities(ana)
    page = get("/people/1/activities/1")
    send("/people/1/activities/1", remove="yes", seen=page.value("seen"))
    assert len(activities(ana)) == len(before) - 1
    page = get("/history")
    assert "Take back the last: ceu remove Annual coding update" in page.text
    send("/history", deed=page.value("deed"))
    assert sorted(activities(ana), key=str) == sorted(before, key=str)


def test_what_was_taken_away_meanwhile_is_not_there(get, send):
    page = get("/people/1/activities/1")
    send("/people/1/activities/1", remove="yes", seen=page.value("seen"))
    assert get("/people/1/activities/1").status == 404
    again = send("/people/1/activities/1", **_edited(page, title="Late"))
    assert again.status == 422
    assert "has no ceu entry" in again.text


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}", "'"])
def test_whatever_a_title_says_it_is_only_text(get, send, title):
    page = send(NEW, **{**TALK, "title": title})
    assert title in page.text or title.startswith(("<", '"'))
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html
    assert "49" not in page.text.replace("2049", "")
