"""P1, P7, C5, C9: the organisers' desk in the browser."""

import re
from uuid import UUID

from sqlmodel import func, select

from app.domain import roles
from app.domain.policy import Action
from app.models.hackathon import Hackathon, Phase
from app.models.journal import Entry
from app.models.person import Invitation, Role, Within
from app.security import derived_token
from app.web.telling import SENTENCES, sentence
from tests.builders import make_hackathon, make_programme, move_to
from tests.world import World

DESK = [
    "organise", "organise/event", "organise/phase", "organise/steps", "organise/steps/new", "organise/checklist",
    "organise/people", "organise/people/invite", "organise/people/invitations", "organise/announcements",
    "organise/journal", "organise/sites/new", "screen", "screen/now",
]  # fmt: skip


def test_every_page_of_the_desk_opens_in_every_phase_and_to_organisers_only(sqlite_world: World):
    world = sqlite_world
    ada, eve = world.person(), world.person("Eve Stone")
    hackathon = make_hackathon(world, ada)
    for phase in Phase:
        if phase in {Phase.PAUSED, Phase.STOPPED}:
            continue
        move_to(world, hackathon, phase, ada)
        for path in DESK:
            ada.see(f"/hackathons/{hackathon.slug}/{path}")
            eve.see(f"/hackathons/{hackathon.slug}/{path}", 404)
        ada.see("/home")
    answer = world.visitor().page.get(f"/hackathons/{hackathon.slug}/organise")
    assert answer.headers["location"].startswith("/sign-in?next=")


def test_who_is_stopped_is_led_back_to_the_page_they_came_from_and_to_no_other_site(sqlite_world: World):
    """Tried: the Referer's site is not compared."""
    here = f"/hackathons/{make_hackathon(sqlite_world, sqlite_world.person()).slug}"
    visitor = sqlite_world.visitor().page
    for site, back in (("http://testserver", here), ("https://elsewhere.example", "/")):
        stopped = visitor.post(f"{here}/organise/phase", headers={"Referer": f"{site}{here}"})
        assert stopped.headers["location"] == f"/sign-in?next={back}"
        lost = visitor.put(here, headers={"Referer": f"{site}{here}"})
        assert f'<a class="button" href="{back}">' in lost.text


def test_a_programme_and_a_hackathon_are_made_in_the_browser(world: World):
    ada = world.person()
    assert "Start a programme" in ada.see("/home")
    made = ada.send("/programmes/new", {"name": "Solidarity summers"})
    assert made.headers["location"] == "/programmes/solidarity-summers"
    ada.see("/programmes/solidarity-summers/hackathons/new")
    sent = {
        "format": "four_sessions", "title.fr": "Un fort", "title.en": "A fort", "starts_at": "2027-06-10T18:00",
        "timezone": "Europe/Paris", "_once": "abc",
    }  # fmt: skip
    path = "/programmes/solidarity-summers/hackathons/new"
    wrong = ada.send(path, sent | {"title.fr": "", "title.en": "", "starts_at": "2028-03-26T02:30"}, 422)
    assert 'value="2028-03-26T02:30"' in wrong.text
    assert "Write this in French or in English" in wrong.text
    wrong = ada.send(path, sent | {"starts_at": "2028-03-26T02:30"}, 422)
    assert "Clocks skip this time" in wrong.text
    first = ada.send(path, sent)
    again = ada.send(path, sent)  # the button was pressed twice
    assert first.headers["location"] == again.headers["location"] == "/hackathons/un-fort/organise"
    assert len(world.read(lambda db: db.exec(select(Hackathon)).all())) == 1
    assert "Only the organisers see this hackathon" in ada.see("/hackathons/un-fort/organise")
    taken = ada.send("/programmes/new", {"name": "Other", "slug": "un-fort"}, 422)
    assert "This address is taken" in taken.text
    assert 'value="Other"' in taken.text


def test_the_event_is_edited_and_two_organisers_do_not_undo_each_other(world: World):
    ada = world.person()
    hackathon = make_hackathon(world, ada)
    path = f"/hackathons/{hackathon.slug}/organise/event"
    page = ada.page.get(path).text
    sent = dict(re.findall(r'name="([a-z_.]+)"[^>]*? value="([^"]*)"', page))
    sent |= {"title.fr": "Un fort", "title.en": "A fort", "timezone": "Europe/Paris", "attendance": "either"}
    sent |= {"summary.fr": "Court", "summary.en": ""}
    sent.pop("_once")
    ada.send(path, sent | {"place": "Nice"})
    stale = ada.send(path, sent | {"place": "Lyon"}, 412)
    assert "Somebody changed this meanwhile" in stale.text
    assert 'value="Lyon"' in stale.text
    sent["revision"] = "2"
    wrong = ada.send(path, sent | {"ends_at": "2020-01-01T00:00"}, 422)
    assert 'href="#ends_at"' in wrong.text
    assert world.read(lambda db: db.get(Hackathon, hackathon.id)).place == "Nice"


def test_the_desk_says_what_is_missing_moves_pauses_and_resumes(world: World):
    ada, eve = world.person(), world.person("Eve Stone")
    hackathon = make_hackathon(world, ada)
    desk = f"/hackathons/{hackathon.slug}/organise"
    ada.send(f"{desk}/phase", {"to": "scoping"})
    text = ada.see(desk)
    assert "No challenge is ready" in text
    assert "Publish the charter" in text
    refused = ada.send(f"{desk}/phase", {"to": "call"}, 409)
    assert "No challenge is ready" in refused.text
    without = ada.send(f"{desk}/phase", {"to": "paused", "reason": ""}, 422)
    assert "Say why" in without.text
    eve.send(f"{desk}/phase", {"to": "paused", "reason": "Because"}, 404)
    ada.send(f"{desk}/phase", {"to": "paused", "reason": "The room is flooded"})
    assert "The room is flooded" in ada.see(f"{desk}/phase")
    assert "Resume “Scoping”" in ada.see(desk)
    ada.send(f"{desk}/phase", {"to": "scoping"})
    told = ada.see(f"{desk}/journal")
    assert "The hackathon went from “Preparation” to “Scoping”." in told
    assert "The hackathon was paused, in “Scoping”." in told
    assert "Verified: 4 entries, none changed" in told


def test_a_changed_entry_shows_on_the_page(sqlite_world: World):
    world, ada = sqlite_world, sqlite_world.person()
    hackathon = make_hackathon(world, ada)

    def tamper(db):
        entry = db.exec(select(Entry).where(Entry.stream_id == hackathon.id)).first()
        entry.facts = {"format": "another"}
        db.add(entry)

    world.act(tamper)
    assert "The journal does not verify" in ada.see(f"/hackathons/{hackathon.slug}/organise/journal")


def test_the_checklist_is_ticked_and_late_things_need_somebody(world: World):
    ada = world.person()
    hackathon = make_hackathon(world, ada)
    desk = f"/hackathons/{hackathon.slug}/organise"
    assert "Gather the organisers and name the guarantor" in ada.see(desk)
    page = ada.page.get(f"{desk}/checklist").text
    item = re.search(r'name="done" value="([0-9a-f-]+)"', page)[1]
    ada.send(f"{desk}/checklist/tick", {"done": item})
    assert "1 step done of" in ada.see(f"{desk}/checklist")
    ada.send(f"{desk}/checklist/tick", {"undone": item})
    wrong = ada.send(f"{desk}/checklist", {"label.fr": "Des feutres", "days_before": "demain"}, 422)
    assert 'value="Des feutres"' in wrong.text
    ada.send(f"{desk}/checklist", {"label.fr": "Des feutres", "days_before": "2"})
    ada.send(f"{desk}/checklist/remove", {"item": item})
    assert "0 steps done of" in ada.see(f"{desk}/checklist")


def test_the_run_of_show_is_edited_in_the_browser(world: World):
    ada = world.person()
    hackathon = make_hackathon(world, ada)
    desk = f"/hackathons/{hackathon.slug}/organise"
    wrong = ada.send(f"{desk}/steps/new", {"title.fr": "Chorale", "starts_at": "hier", "minutes": "20"}, 422)
    assert 'value="Chorale"' in wrong.text
    ada.send(f"{desk}/steps/new", {"title.fr": "Chorale", "starts_at": "2027-04-22T08:00", "minutes": "20"})
    page = ada.page.get(f"{desk}/steps").text
    step = re.search(rf'href="{desk}/steps/([0-9a-f-]+)">[^<]*(?:<span lang="fr">)?Chorale', page)[1]
    ada.see(f"{desk}/steps/{step}")
    far = ada.send(f"{desk}/steps/{step}/shift", {"minutes": "99999"}, 422)
    assert "1440 or less" in far.text
    ada.send(f"{desk}/steps/{step}/shift", {"minutes": "15"})
    assert "08:15" in ada.see(f"{desk}/steps")
    ada.send(f"{desk}/steps/{step}/remove")
    assert "Chorale" not in ada.see(f"{desk}/steps")


def test_several_people_are_invited_and_accept_on_the_page_of_their_link(world: World):
    ada, bob, eve = world.person(), world.person("Bob Roy"), world.person("Eve Stone")
    hackathon = make_hackathon(world, ada)
    desk = f"/hackathons/{hackathon.slug}/organise"
    sent = {"role": "coach", "emails": "bob@example.org, nobody", "locale": "en", "sector": "company"}
    wrong = ada.send(f"{desk}/people/invite", sent, 422)
    assert "“nobody” is not an e-mail address" in wrong.text
    assert "bob@example.org, nobody" in wrong.text
    ada.send(f"{desk}/people/invite", sent | {"emails": "bob.roy@example.org\ncleo@example.org"})
    waiting = ada.see(f"{desk}/people/invitations")
    assert "bob.roy@example.org" in waiting
    assert "cleo@example.org" in waiting
    rows = world.read(lambda db: db.exec(select(Invitation).order_by(Invitation.id)).all())
    link = f"/invitations/{rows[0].id}/{derived_token(world.services.key, 'invitation', rows[0].id)}"
    assert link in bob.page.get("/home").text
    visitor = world.visitor()
    assert "Sign in first" in visitor.see(link)
    visitor.see(link[:-4] + "0000", 404)
    assert visitor.send(link).headers["location"].startswith("/sign-in")
    assert "Ada Martin invites you as: Coach." in bob.see(link)
    bob.send(link)
    assert "the role is yours" in bob.see(link)
    assert "its link works once" in eve.send(link, status=409).text
    ada.send(f"{desk}/people/invitations", {"revoke": str(rows[1].id)})
    assert "cleo@example.org" in ada.see(f"{desk}/people/invitations?state=revoked")
    people = ada.page.get(f"{desk}/people").text
    assert "Bob Roy" in people
    role = UUID(re.search(r'name="role_id" value="([0-9a-f-]+)"', people)[1])
    ada.send(f"{desk}/people/end", {"role_id": str(role)})
    assert "Bob Roy" not in ada.see(f"{desk}/people")


def test_announcements_show_on_the_screen(world: World):
    ada = world.person()
    hackathon = make_hackathon(world, ada)
    desk = f"/hackathons/{hackathon.slug}/organise"
    ada.send(f"{desk}/announcements", {"body": ""}, 422)
    ada.send(f"{desk}/announcements", {"body": "Dinner is served <b>now</b>."})
    for path in (f"{desk}/announcements", desk, f"/hackathons/{hackathon.slug}/screen"):
        assert "Dinner is served <b>now</b>." in ada.see(path)
    world.clock.now = hackathon.starts_at
    assert "Welcome and signing of the charter" in ada.see(f"/hackathons/{hackathon.slug}/screen/now")


def test_sites_are_added_and_the_last_one_stays(sqlite_world: World):
    world, ada = sqlite_world, sqlite_world.person()
    hackathon = make_hackathon(world, ada)
    desk = f"/hackathons/{hackathon.slug}/organise"
    only = re.search(r"/sites/([0-9a-f-]{36})", ada.page.get(f"{desk}/event").text)[1]
    assert "at least one site" in ada.send(f"{desk}/sites/{only}/remove", status=409).text
    wrong = ada.send(f"{desk}/sites/new", {"name": "Papeete", "online_url": "chez moi", "timezone": "Pacific/Tahiti"}, 422)
    assert 'value="chez moi"' in wrong.text
    ada.send(f"{desk}/sites/new", {"name": "Papeete", "timezone": "Pacific/Tahiti"})
    assert "Papeete" in ada.see(f"{desk}/event")
    assert "All sites" in ada.see(f"{desk}/steps/new")


def test_a_desk_takes_what_belongs_to_its_own_hackathon_only(world: World):
    """P1: an organiser of two hackathons cannot act on one through the address of the other. Tried without `of=`."""
    ada, bob = world.person(), world.person("Bob Roy")
    here, there = make_hackathon(world, ada), make_hackathon(world, ada, title="Another fort")
    wrong, right = (f"/hackathons/{one.slug}/organise" for one in (here, there))
    item = re.search(r'name="done" value="([0-9a-f-]+)"', ada.page.get(f"{right}/checklist").text)[1]
    step = re.search(r'/steps/([0-9a-f-]{36})"', ada.page.get(f"{right}/steps").text)[1]
    site = re.search(r"/sites/([0-9a-f-]{36})", ada.page.get(f"{right}/event").text)[1]
    ada.send(f"{right}/people/invite", {"role": "coach", "emails": "cleo@example.org", "locale": "en", "sector": "company"})
    invitation = world.read(lambda db: db.exec(select(Invitation.id)).one())
    given = {"at": world.now, "hackathon_id": there.id}
    role = world.act(lambda db: roles.give(db, bob.person, Role.COACH, Within.HACKATHON, there.id, **given).id)
    before = world.read(lambda db: db.exec(select(func.count()).select_from(Entry)).one())
    step_form = {"title.fr": "Chorale", "starts_at": "2027-04-22T08:00", "minutes": "20"}
    for path, form in (
        ("checklist/tick", {"done": item}),
        ("checklist/tick", {"undone": item}),
        ("checklist/remove", {"item": item}),
        ("people/end", {"role_id": str(role)}),
        ("people/invitations", {"resend": str(invitation)}),
        ("people/invitations", {"revoke": str(invitation)}),
        (f"steps/{step}", step_form),
        (f"steps/{step}/shift", {"minutes": "15"}),
        (f"steps/{step}/remove", {}),
        (f"sites/{site}", {"name": "Papeete", "timezone": "Pacific/Tahiti"}),
        (f"sites/{site}/remove", {}),
    ):
        ada.send(f"{wrong}/{path}", form, status=404)
    assert world.read(lambda db: db.exec(select(func.count()).select_from(Entry)).one()) == before
    ada.send(f"{right}/checklist/tick", {"done": item})
    ada.send(f"{right}/people/invitations", {"revoke": str(invitation)})
    ada.send(f"{right}/people/end", {"role_id": str(role)})
    assert world.read(lambda db: db.exec(select(func.count()).select_from(Entry)).one()) == before + 3


def test_a_guarantor_pauses_and_sees_no_more_of_the_desk(world: World):
    ada, gus = world.person(), world.person("Gus Frame")
    hackathon = move_to(world, make_hackathon(world, ada), Phase.CALL, ada)
    desk = f"/hackathons/{hackathon.slug}/organise"
    made = ada.call("POST", f"hackathons/{hackathon.id}/invitations", 201, json={"email": "g@example.org", "role": "guarantor"})
    token = derived_token(world.services.key, "invitation", UUID(made["id"]))
    gus.call("POST", f"invitations/{made['id']}/accept", json={"token": token})
    gus.see(f"{desk}/people", 404)
    assert "Keep the frame" in gus.see("/home")
    gus.send(f"{desk}/phase", {"to": "teaming"}, 403)
    gus.send(f"{desk}/phase", {"to": "paused", "reason": "The charter was broken"})
    assert "The charter was broken" in gus.see(f"{desk}/phase")


def test_a_programme_shows_its_hackathons_and_takes_organisers(sqlite_world: World):
    world = sqlite_world
    ada, eve = world.person(), world.person("Eve Stone")
    programme = make_programme(world, ada)
    hackathon = make_hackathon(world, ada, programme)
    eve.see(f"/programmes/{programme.slug}", 404)
    move_to(world, hackathon, Phase.SCOPING, ada)
    assert "Create a hackathon" not in eve.see(f"/programmes/{programme.slug}")
    assert "Create a hackathon" in ada.see(f"/programmes/{programme.slug}")
    eve.see(f"/programmes/{programme.slug}/hackathons/new", 403)
    eve.send(f"/programmes/{programme.slug}/organisers", {"email": "x@example.org", "locale": "fr"}, 403)
    ada.send(f"/programmes/{programme.slug}/organisers", {"email": "nope", "locale": "fr"}, 422)
    ada.send(f"/programmes/{programme.slug}/organisers", {"email": "x@example.org", "locale": "fr"})


def test_every_act_within_a_hackathon_is_told_in_words():
    elsewhere = {  # streams of accounts, incubations and the commons; questions that change nothing
        "request_sign_in", "sign_in", "end_session", "create_token", "change_profile", "read_journal", "show_incubation",
        "change_milestone", "validate_milestone", "check_in", "review_incubation", "see_incubation_work", "pledge",
        "change_pledge", "end_pledge", "log_hours", "remove_hours", "validate_hours", "draft_practice", "edit_practice",
        "ask_author", "drop_author", "answer_authorship", "publish_practice", "withdraw_practice", "report_reuse",
        "save_application", "discard_application_draft", "tell_access_need", "erase_access_need",
    }  # fmt: skip
    assert {action.value for action in Action} - {action.value for action in SENTENCES} <= elsewhere
    facts = {"before": "call", "after": "paused"}
    assert sentence("pause_hackathon", facts, "fr").replace("\xa0", " ") == "Le hackathon a été mis en pause, pendant « Appel »."
