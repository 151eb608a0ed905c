"""C1, A4: practice sheets with their authors' consent, search, reuses, family tree, tombstones, open export."""

import csv
import io

import pytest
from sqlmodel import select

from app.domain import journal, notifications
from app.models.commons import Practice, PracticeWord
from app.models.journal import Delivery, Entry
from app.models.team import Debrief, Membership
from app.web.letters import Writer
from tests.builders import Care, open_incubation
from tests.world import Actor, World

TEXT = {
    "title": "Recruter des bénévoles loin du centre",
    "problem": "Les appels ne touchent que la ville.",
    "what_was_done": "Une personne-relais par île, choisie par les habitants.",
    "theme": "Bénévolat",
    "territory": "Polynésie",
}


def draft(care: Care, actor: Actor, source: str, source_id: object, **text: str) -> str:
    slug: str = actor.call("POST", "practices", 201, json={"source": source, "source_id": str(source_id)})["slug"]
    if text:
        actor.call("PUT", f"practices/{slug}", json=TEXT | text)
    return slug


def publish(care: Care, actor: Actor, **text: str) -> str:
    """Publish a sheet of the team's prototype."""
    slug = draft(care, actor, "prototype", care.team.id, **({"title": TEXT["title"]} | text))
    actor.call("POST", f"practices/{slug}/publication")
    return slug


def colleague(care: Care, name: str) -> Actor:
    person = care.world.person(name)

    def unit(db) -> None:
        seat = db.exec(
            select(Membership).where(Membership.team_id == care.team.id, Membership.person_id != care.member.id)
        ).first()
        seat.person_id = person.id
        db.add(seat)

    care.world.act(unit)
    return person


def test_a_sheet_starts_from_ones_own_shared_debrief_only(world: World):
    """C1, C10: neither an unshared debrief nor somebody else's is found; the first text comes from it."""
    care = open_incubation(world)

    def write(db, shared: bool) -> object:
        kept = Debrief(
            hackathon_id=care.hackathon.id, person_id=care.member.id, team_id=care.team.id, to_know="How forts work.",
            to_do="CANARY-todo", to_be="Patient.", shared_at=world.now if shared else None, created_at=world.now,
        )  # fmt: skip
        db.add(kept)
        db.flush()
        return kept.id

    debrief = world.act(lambda db: write(db, shared=False))
    asked = {"source": "debrief", "source_id": str(debrief)}
    care.member.call("POST", "practices", 404, json=asked)

    def share(db) -> None:
        kept = db.get_one(Debrief, debrief)
        kept.shared_at = world.now
        db.add(kept)

    world.act(share)
    for other in (care.organiser, care.holder, care.sponsor, care.outsider):
        other.call("POST", "practices", 404, json=asked)
    assert "CANARY-todo" not in care.sponsor.see(f"/portfolio/{care.company.id}")
    slug = care.member.call("POST", "practices", 201, json=asked)["slug"]
    assert care.member.call("POST", "practices", 201, json=asked)["slug"] == slug
    assert care.member.call("GET", f"practices/{slug}")["what_was_done"] == "CANARY-todo"


def test_a_sheet_starts_from_ones_own_work_only(world: World):
    """C1: a published prototype by its team, an incubation by its lead or the association."""
    care = open_incubation(world)
    for source, source_id, allowed in (
        ("prototype", care.team.id, [care.member]),
        ("incubation", care.incubation.id, [care.holder]),
    ):
        asked = {"source": source, "source_id": str(source_id)}
        for actor in (care.member, care.holder, care.organiser, care.volunteer, care.sponsor, care.outsider):
            actor.call("POST", "practices", 201 if actor in allowed else 404, json=asked)
    made = care.member.call("GET", "practices/a-living-fort")
    assert (made["title"], made["what_was_done"]) == ("A living fort", "Guided by those who rebuild it.")
    assert "A living fort" in care.member.see("/commons/mine")


def test_drafts_are_for_their_authors_only(world: World):
    """C1: an unpublished sheet is not found by anybody else, on any route."""
    care = open_incubation(world)
    slug = draft(care, care.member, "prototype", care.team.id, title="CANARY title")
    for other in (world.visitor(), care.outsider, care.organiser, care.holder, care.sponsor):
        other.call("GET", f"practices/{slug}", 404)
        other.call("GET", f"practices/{slug}/tree", 404)
        other.see(f"/commons/{slug}", 404)
        assert "CANARY" not in str(other.call("GET", "practices"))
        assert "CANARY" not in other.see("/commons?q=canary")
    care.outsider.call("PUT", f"practices/{slug}", 404, json=TEXT)
    care.outsider.call("POST", f"practices/{slug}/publication", 404)
    care.outsider.call("POST", f"practices/{slug}/reuses", 404, json=REUSE)
    assert "CANARY" not in world.visitor().page.get("/commons.json").text
    assert world.read(lambda db: db.exec(select(PracticeWord)).all()) == []


def test_nothing_is_published_before_every_author_answered(world: World):
    """C1: consent of each, under the name they choose; who refuses is not named; a changed text asks again."""
    care = open_incubation(world)
    ada, omar = colleague(care, "Ada Agrees"), colleague(care, "Omar Refuses")
    # The second colleague took the first one's seat: both worked there, one after the other.
    world.act(
        lambda db: db.add(
            Membership(
                team_id=care.team.id, hackathon_id=care.hackathon.id, person_id=ada.id, joined_at=world.now, left_at=world.now
            )
        )
    )
    slug = draft(care, care.member, "prototype", care.team.id, title="A relay on each island")
    care.member.call("POST", f"practices/{slug}/authors", 422, json={"person_id": str(care.outsider.id)})
    for person in (ada, omar):
        care.member.send(f"/commons/{slug}/authors", {"person_id": str(person.id)})
    assert care.member.call("POST", f"practices/{slug}/publication", 409)["code"] == "authors_unanswered"
    assert "Nothing is published without its authors" in care.member.send(f"/commons/{slug}/publish", status=409).text

    assert "Do you want to be named?" in ada.see(f"/commons/{slug}")
    ada.call("PUT", f"practices/{slug}/my-authorship", 422, json={"agrees": True})
    ada.call("PUT", f"practices/{slug}/my-authorship", json={"agrees": True, "credited_as": "Ada A."})
    omar.send(f"/commons/{slug}/answer", {"agrees": "no", "credited_as": "Omar Refuses"})
    care.member.call("PUT", f"practices/{slug}", json=TEXT)
    assert care.member.call("POST", f"practices/{slug}/publication", 409)["code"] == "authors_unanswered"
    ada.send(f"/commons/{slug}/answer", {"agrees": "yes", "credited_as": "Ada A."})
    care.member.send(f"/commons/{slug}/publish")

    page = world.visitor().see(f"/commons/{slug}")
    assert "By Mina Member, Ada A." in page
    assert "Omar" not in page
    assert world.visitor().call("GET", f"practices/{slug}")["authors"] == ["Mina Member", "Ada A."]
    care.member.call("PUT", f"practices/{slug}", 409, json=TEXT)
    ada.send(f"/commons/{slug}/answer", {"agrees": "no"})
    assert world.visitor().call("GET", f"practices/{slug}")["authors"] == ["Mina Member"]


def test_only_the_person_asked_answers(world: World):
    """C1: a question can be taken back, an agreement only by who gave it."""
    care = open_incubation(world)
    ada = colleague(care, "Ada Agrees")
    slug = draft(care, care.member, "prototype", care.team.id, title="A relay on each island")
    asked = care.member.call("POST", f"practices/{slug}/authors", 201, json={"person_id": str(ada.id)})
    care.outsider.call("PUT", f"practices/{slug}/my-authorship", 404, json={"agrees": True, "credited_as": "Me"})
    assert ada.call("PUT", f"practices/{slug}", 403, json=TEXT)["code"] == "not_allowed"
    ada.call("PUT", f"practices/{slug}/my-authorship", json={"agrees": True, "credited_as": "Ada A."})
    assert care.member.call("DELETE", f"practices/{slug}/authors/{asked['id']}", 409)["code"] == "author_agreed"
    ada.call("PUT", f"practices/{slug}/my-authorship", json={"agrees": False})
    care.member.call("DELETE", f"practices/{slug}/authors/{asked['id']}", 204)


def test_an_empty_sheet_is_not_published(world: World):
    """C1: at least the problem and what was done."""
    care = open_incubation(world)
    slug = draft(care, care.member, "prototype", care.team.id, title="A relay", what_was_done="")
    assert care.member.call("POST", f"practices/{slug}/publication", 422)["code"] == "sheet_incomplete"


@pytest.mark.parametrize(
    "query",
    ["bénévole", "benevoles", "RECRUTEMENT", "recruté", "îles", "ile habitant", "l’appel des villes", "relais polynesie", ""],
)
def test_search_finds_inflected_words_with_or_without_accents(world: World, query: str):
    """C1: the same answers on both engines."""
    care = open_incubation(world)
    slug = publish(care, care.member)
    assert [one["slug"] for one in world.visitor().call("GET", "practices", params={"q": query})] == [slug]
    assert TEXT["title"] in world.visitor().see(f"/commons?q={query}")
    assert world.visitor().call("GET", "practices", params={"q": f"{query} girafe"}) == []


def test_search_ranks_titles_first_and_filters(world: World):
    """C1: the order is the same on both engines; theme, public, method and territory narrow it."""
    care, other = open_incubation(world), open_incubation(world, name="B")
    mentioned = publish(care, care.member, title="Un relais par lieu", what_it_takes="Des vélos et du temps", theme="Santé")
    titled = publish(other, other.member, title="Réparer les vélos du quartier", theme="Mobilité")
    found = [one["slug"] for one in world.visitor().call("GET", "practices", params={"q": "velo"})]
    assert found == [titled, mentioned]
    kept = world.visitor().call("GET", "practices", params={"q": "velo", "theme": "Santé"})
    assert [one["slug"] for one in kept] == [mentioned]
    assert world.visitor().call("GET", "practices", params={"territory": "Mars"}) == []
    assert "No sheet answers this" in world.visitor().see("/commons?theme=Mars")


REUSE = {
    "community": "Foyer rural",
    "territory": "Vallée de la Drôme",
    "kept": "The relay.",
    "changed": "Two villages share one.",
    "gave": "Seven people more.",
}


def test_a_reuse_shows_and_grows_a_child_in_the_family_tree(world: World):
    """A4: tried here, changed this, it gave that; the child sheet and its parent know each other."""
    care = open_incubation(world)
    parent = publish(care, care.member)
    world.visitor().call("POST", f"practices/{parent}/reuses", 401, json=REUSE)
    care.outsider.call("POST", f"practices/{parent}/reuses", 422, json=REUSE | {"gave": ""})
    answer = care.outsider.send(f"/commons/{parent}/reuse", REUSE | {"changed": ""}, status=422)
    assert "Seven people more." in answer.text
    care.outsider.send(f"/commons/{parent}/reuse", REUSE)
    page = world.visitor().see(f"/commons/{parent}")
    assert "Foyer rural, Vallée de la Drôme" in page
    assert "Two villages share one." in page
    assert "Ursula" not in page

    reuse = world.visitor().call("GET", f"practices/{parent}/reuses")[0]
    care.member.call("POST", "practices", 404, json={"source": "reuse", "source_id": reuse["id"]})
    child = draft(care, care.outsider, "reuse", reuse["id"], title="Un relais pour deux villages")
    tree = world.visitor().call("GET", f"practices/{parent}/tree")
    assert [branch["kind"] for branch in tree["children"]] == ["reuse"]
    care.outsider.call("POST", f"practices/{child}/publication")

    tree = world.visitor().call("GET", f"practices/{child}/tree")
    assert (tree["slug"], [branch["slug"] for branch in tree["children"]]) == (parent, [child])
    assert world.visitor().call("GET", f"practices/{child}")["parent"] == parent
    assert world.visitor().call("GET", f"practices/{parent}/reuses")[0]["child"] == child
    assert "Family tree" in world.visitor().see(f"/commons/{child}")


def test_a_withdrawn_sheet_leaves_a_tombstone(world: World):
    """C1: 410 with title, reason and date; its text, its words and its authors' names are gone."""
    care = open_incubation(world)
    slug = publish(care, care.member, what_failed="CANARY-failed")
    told = {"reason": "The people shown asked for it."}
    care.outsider.call("POST", f"practices/{slug}/withdrawal", 403, json=told)
    care.member.send(f"/commons/{slug}/withdraw", {"reason": ""}, status=422)
    care.member.send(f"/commons/{slug}/withdraw", told)

    problem = world.visitor().call("GET", f"practices/{slug}", 410)
    assert problem["code"] == "withdrawn"
    assert "The people shown asked for it." in problem["detail"]
    page = world.visitor().see(f"/commons/{slug}", 410)
    assert TEXT["title"] in page
    assert "Mina" not in page
    assert "CANARY" not in page
    kept = world.read(lambda db: db.exec(select(Practice)).one())
    assert (kept.what_was_done, kept.what_failed) == ("", "")
    assert world.visitor().call("GET", "practices") == []
    assert world.visitor().call("GET", "practices", params={"q": "relais"}) == []
    assert "CANARY" not in world.visitor().page.get("/commons.json").text
    care.outsider.call("POST", f"practices/{slug}/reuses", 409, json=REUSE)
    care.member.call("POST", f"practices/{slug}/publication", 409)


def test_the_open_export_is_whole_and_safe(world: World):
    """C1: JSON and CSV hold every published sheet; no cell begins a formula."""
    care = open_incubation(world)
    slug = publish(care, care.member, title="=HYPERLINK(1)", territory="@Drôme")
    sheet = world.visitor().page.get("/commons.json").json()["practices"][0]
    assert (sheet["slug"], sheet["title"], sheet["authors"]) == (slug, "=HYPERLINK(1)", ["Mina Member"])
    text = world.visitor().page.get("/commons.csv").content.decode("utf-8-sig")
    line = next(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert (line["title"], line["territory"], line["authors"]) == ("'=HYPERLINK(1)", "'@Drôme", "Mina Member")


def test_the_journal_of_the_commons_holds_no_text(world: World):
    """C9: every act leaves an entry of ids and facts, and the chain verifies."""
    care = open_incubation(world)
    slug = publish(care, care.member)
    care.outsider.call("POST", f"practices/{slug}/reuses", 201, json=REUSE)
    entries = world.read(lambda db: db.exec(select(Entry).where(Entry.stream_id == journal.COMMONS).order_by(Entry.seq)).all())
    assert [entry.action for entry in entries] == ["draft_practice", "edit_practice", "publish_practice", "report_reuse"]
    assert "relais" not in str([entry.facts for entry in entries])
    assert world.read(lambda db: list(journal.verify(db))) == []


def test_authors_hear_of_a_reuse_by_mail(world: World):
    """A4: every named author is written to, not those who refused, not who told it; the mail can be written."""
    care = open_incubation(world)
    slug = publish(care, care.member)
    care.outsider.call("POST", f"practices/{slug}/reuses", 201, json=REUSE)
    care.member.call("POST", f"practices/{slug}/reuses", 201, json=REUSE)
    world.act(lambda db: notifications.dispatch(db, at=world.now, limit=1000))
    sent = world.read(lambda db: list(db.exec(select(Delivery).where(Delivery.template == "reuse"))))
    assert [delivery.person_id for delivery in sent] == [care.member.id]
    writer = Writer(world.app.url_path_for, "http://testserver", world.services.key)
    with world.database.reading() as db:
        letter = writer.write("reuse", "fr", notifications.CONTEXTS["reuse"](db, sent[0]), at=world.now)
    assert "Votre fiche a servi ailleurs" in letter.subject
    assert "Foyer rural (Vallée de la Drôme)" in letter.body
    assert f"http://testserver/commons/{slug}" in letter.body
