"""What was changed in one person's record: shown to whoever may see it, and taken back by them."""

from __future__ import annotations

import re

import pytest

from certtrack.records.sheets.form import Form
from certtrack.services import persons
from certtrack.services.bulk import import_activities
from certtrack.services.edit import add, edit, listed, remove
from certtrack.services.facts import Who
from certtrack.services.past import history
from certtrack.services.roster_import import How, roster_import
from certtrack.web.pages.deeds import SHOWN
from tests.web.conftest import MOMENT, Page
from tests.web.test_accounts import app, enter, folder, team
from tests.web.test_sheet_page import fields

__all__ = ["app", "enter", "folder", "team"]

ANA, BO = "/people/1/history", "/people/2/history"


@pytest.fixture
def log(team):
    """Logs an activity of somebody's; gives its number."""

    def log_(person, title="Talk"):
        values = {"title": title, "completed_on": "2026-05-02", "ceus": 1}
        return add(
            _who(team, person), "activity", values, team.library(), MOMENT, force=True
        ).number

    return log_


@pytest.fixture
def look(enter):
    """Gives a page as somebody sees it."""

    def look_(name, path):
        answer = enter(name).get(path)
        return Page(answer.status_code, answer.text, answer.url.path)

    return look_


@pytest.fixture
def take_back(enter):
    """Takes a deed back on somebody's page, and gives the page that this leads to."""

    def take_back_(name, path, deed):
        answer = enter(name).post(path, data={"deed": deed})
        return Page(answer.status_code, answer.text, answer.url.path)

    return take_back_


def _who(team, person):
    return Who(person=str(person), store=team.store)


def rows(team, person):
    """All that is on record about somebody."""
    who = _who(team, person)
    return [persons.one(team.store, person), listed(who, "activity"), listed(who, "credential")]


def roster(team, home, text):
    """Bring many people up to date at once."""
    file = home / "roster.csv"
    file.write_text(text, encoding="utf-8")
    how = How(write=True)
    with roster_import(team.store, file, Form(), team.library(), MOMENT, how):
        pass


# --- what is told ----------------------------------------------------------------------------


def test_it_says_who_changed_what_when_before_and_after(enter, look):
    form = {"title": "Talk", "completed_on": "2026-05-02", "ceus": "1"}
    ana = enter("ana")
    assert ana.post("/people/1/activities/new", data=form).status_code == 200
    seen = re.search(r'name="seen" value="([^"]+)"', ana.get("/people/1/activities/1").text)[1]
    sent = {**form, "ceus": "2.5", "seen": seen}
    assert enter("dana").post("/people/1/activities/1", data=sent).status_code == 200
    text = look("ana", ANA).text
    assert re.search(r"ceu edit Talk \(Ana\) \d{4}-\d\d-\d\d \d\d:\d\d UTC, by dana", text)
    assert "Activity Talk : changed CEUs: 1 → 2.5" in text
    assert text.index("UTC, by dana") < text.index("UTC, by ana")
    assert "Activity Talk : added" in text
    assert "Credential RHIT : added" in text
    assert "Who they are Ana : added" in text


def test_nothing_of_others_is_told_also_where_it_was_one_change(team, home, look):
    roster(team, home, "name,department\nAna,Coding\nBo,Billing\n")
    page = look("ana", ANA)
    assert "1 change of roster import" in page.text
    assert "Ana&#39;s" in page.html
    for other in ("Bo", "Billing", "2 changes"):
        assert other not in page.text
    assert "Department: Bo's → Billing" in look("dana", BO).text


def test_the_last_come_first_and_the_others_on_further_pages(log, look):
    for number in range(SHOWN + 3):
        log(1, f"Talk {number}")
    page = look("ana", ANA)
    assert "Talk 52" in page.text
    assert "ceu add Talk 3 " in page.text
    assert "ceu add Talk 2 " not in page.text
    (link,) = re.findall(r'href="([^"]+)" rel="next"', page.html)
    rest = look("ana", link)
    assert "ceu add Talk 2 " in rest.text
    assert "person add Ana" in rest.text
    assert 'rel="next"' not in rest.html
    # What is taken back is the last, and that is on the first page.
    assert 'name="deed"' not in rest.html
    assert look("ana", f"{ANA}?before=1").text.count("Nothing was changed earlier") == 1


@pytest.mark.parametrize("before", ["0", "x", "-1", "9" * 30, "1.5"])
def test_what_is_no_number_of_a_change_is_told(look, before):
    assert look("ana", f"{ANA}?before={before}").status == 404


# --- what is taken back ----------------------------------------------------------------------


def test_a_holder_takes_back_their_own_mistake_and_nothing_else(team, log, look, take_back):
    number = log(1)
    before = rows(team, 1)
    remove(_who(team, 1), "activity", number, team.library(), MOMENT)
    # What others did since is not theirs to see, and keeps nobody from their own.
    log(2, "Bo's talk")
    others = [rows(team, person) for person in (2, 3, 4)]
    page = look("ana", ANA)
    assert "Take back the last: ceu remove Talk" in page.text
    after = take_back("ana", ANA, page.value("deed"))
    assert (after.status, after.address) == (200, ANA)
    assert "undo: ceu remove Talk" in after.text
    assert "taken back" in after.text
    assert rows(team, 1) == before
    assert [rows(team, person) for person in (2, 3, 4)] == others
    assert history(team.store, None, 1, 1)[0].made_by == "ana"


def test_what_comes_back_never_meets_a_row_of_somebody_else(team, log, look, take_back):
    """The number of a row that was removed must not have been given to another."""
    number = log(1)
    remove(_who(team, 1), "activity", number, team.library(), MOMENT)
    others = log(2, "Bo's talk")
    assert others != number
    for _ in range(2):
        assert take_back("ana", ANA, look("ana", ANA).value("deed")).status == 200
    assert rows(team, 1)[1] == []
    assert [one["title"] for _, one in rows(team, 2)[1]] == ["Bo's talk"]


def test_only_what_the_page_showed_is_taken_back(team, log, look, take_back):
    log(1)
    seen = look("ana", ANA).value("deed")
    log(1, "Another")
    before = rows(team, 1)
    page = take_back("ana", ANA, seen)
    assert page.status == 422
    assert "Something else was done since: ceu add Another" in page.text
    for wrong in ("", "x", "0", "9" * 5000, "٣"):
        assert take_back("ana", ANA, wrong).status == 422
    assert rows(team, 1) == before


def test_what_is_another_persons_is_not_taken_back_by_its_number(team, log, look, take_back):
    log(1)
    log(2, "Bo's talk")
    deed = look("dana", BO).value("deed")
    before = [rows(team, person) for person in (1, 2, 3, 4)]
    assert take_back("ana", ANA, deed).status == 422
    assert take_back("ana", BO, deed).status == 403
    assert [rows(team, person) for person in (1, 2, 3, 4)] == before


def test_of_a_change_of_several_people_it_is_said_who_can_take_it_back(
    team, home, look, take_back, enter
):
    roster(team, home, "name,department\nAna,Coding\nBo,Billing\n")
    before = [rows(team, person) for person in (1, 2)]
    page = look("ana", ANA)
    assert "Only an admin can take back the last change, roster import" in page.text
    assert "not this person's alone" in page.text
    assert 'name="deed"' not in page.html
    number = history(team.store, None, 1, 1)[0].number
    refused = take_back("ana", ANA, str(number))
    assert refused.status == 422
    assert "Only an admin can take back roster import" in refused.text
    assert [rows(team, person) for person in (1, 2)] == before
    assert 'href="/history"' in look("root", ANA).html
    assert take_back("root", "/history", str(number)).status == 200
    assert "undo: roster import" in look("ana", ANA).text
    assert [rows(team, person)[0]["department"] for person in (1, 2)] == ["Ana's", "Bo's"]


def test_what_was_done_before_a_change_of_several_people_waits_for_it(
    team, home, log, look, take_back
):
    """Else a department that the roster changed later were overwritten by an older one."""
    persons.edit(_who(team, 1), {"department": "Here"}, team.library(), MOMENT)
    deed = look("ana", ANA).value("deed")
    roster(team, home, "name,department\nAna,Coding\nBo,Billing\n")
    assert take_back("ana", ANA, deed).status == 422
    assert rows(team, 1)[0]["department"] == "Coding"


def test_a_roster_that_changed_one_person_alone_can_be_taken_back_by_them(
    team, home, look, take_back
):
    roster(team, home, "name,department\nAna,Coding\nBo,Bo's\n")
    assert take_back("ana", ANA, look("ana", ANA).value("deed")).status == 200
    assert rows(team, 1)[0]["department"] == "Ana's"


def test_nobody_takes_themselves_out_of_the_store(team, look, take_back):
    assert take_back("ana", ANA, look("ana", ANA).value("deed")).status == 200
    page = look("ana", ANA)
    assert "would not be in the store" in page.text
    assert 'name="deed"' not in page.html
    number = history(team.store, "1", 9, 1)[-1].number
    assert take_back("ana", ANA, str(number)).status == 422
    assert persons.one(team.store, 1)["name"] == "Ana"


def test_a_table_of_ceus_is_taken_back_as_one(team, enter, look, take_back):
    table = b"title,completed_on,ceus\nOne,2026-05-02,1\nTwo,2026-05-03,1\n"
    ana = enter("ana")
    page = ana.post("/people/1/activities/import", files={"table": ("ceus.csv", table, "text/csv")})
    form = fields(Page(page.status_code, page.text, ""))
    answer = ana.post("/people/1/activities/import", data={**form, "write": "yes"})
    assert answer.status_code == 200, answer.text
    assert len(rows(team, 1)[1]) == 2
    page = look("ana", ANA)
    assert "Take back the last: ceu import" in page.text
    assert "Activity One : added" in page.text
    after = take_back("ana", ANA, page.value("deed"))
    assert "Activity One : taken away" in after.text
    assert rows(team, 1)[1] == []


def test_of_an_import_it_is_told_how_many_of_theirs_it_added(team, home, look, take_back):
    file = home / "all.csv"
    file.write_text("person,title,completed_on,ceus\n1,A,2026-05-02,1\n1,B,2026-05-03,1\n")
    nobody = Who(store=team.store)
    how = {"write": True, "force": False, "progress": lambda read: None}
    import_activities(nobody, file, team.library(), MOMENT, **how)
    page = look("ana", ANA)
    assert "Activity: 2 entries added" in page.text
    after = take_back("ana", ANA, page.value("deed"))
    assert "Activity: 2 entries taken away" in after.text
    assert rows(team, 1)[1] == []


def test_a_manager_takes_back_what_was_changed_in_their_care(team, log, look, take_back):
    edited = log(2, "Bo's talk")
    edit(_who(team, 2), "activity", edited, {"ceus": 2}, team.library(), MOMENT, force=True)
    assert take_back("dana", BO, look("dana", BO).value("deed")).status == 200
    assert rows(team, 2)[1][0][1]["ceus"] == 1
    assert look("dana", "/people/3/history").status == 403


def test_it_is_linked_from_every_page_of_the_person(look):
    assert f'href="{ANA}"' in look("ana", "/people/1").html
