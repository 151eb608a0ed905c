"""One hackathon through its whole life by the API only, against real processes, with mails read from the outbox."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.journeys.live import Program, Service, eventually

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240)]

PROTOTYPE = {
    "name": "The open gate",
    "content": "Visits led by the people who rebuild the fort.",
    "budget": "1 200 euros to begin.",
    "deployment": "Three visits in spring.",
    "serves_why": "Each visitor meets somebody who rebuilds the place.",
    "links": ["https://example.org/gate"],
    "licence": "CC-BY-SA-4.0",
}


def iso(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


def invite(service: Service, organiser: Program, hackathon: dict, guest: Program, **offer: str) -> None:
    """Invite somebody to a role by mail; they open the link of the mail and accept."""
    before = len(service.mails(guest.email))
    organiser.post(f"hackathons/{hackathon['id']}/invitations", email=guest.email, locale="en", **offer)
    link = service.wait_for_mail(guest.email, r"/invitations/([0-9a-f-]{36})/([0-9a-f]+)", before)
    guest.post(f"invitations/{link[1]}/accept", 200, token=link[2])


def change(organiser: Program, base: str, **fields: object) -> None:
    """Change a hackathon over the revision that it has now."""
    revision = organiser.get(base)["revision"]
    organiser.patch(base, headers={"If-Match": f'"{revision}"'}, **fields)


def test_the_whole_life_of_a_hackathon(service: Service):
    olga = Program(service, "Olga Organiser")
    programme = olga.post("programmes", name="Fort and Sea", summary={"en": "Forts reopened"})
    hackathon = olga.post(
        f"programmes/{programme['id']}/hackathons",
        title={"en": "A living fort", "fr": "Un fort vivant"},
        summary={"en": "Open a fort again.", "fr": "Rouvrir un fort."},
        theme={"en": "Heritage"},
        format="on_site_24h",
        starts_at=iso(days=30),
        timezone="Europe/Paris",
        place="Marseille",
        team_min=2,
        team_max=5,
        capacity=4,
    )
    base = f"hackathons/{hackathon['id']}"
    assert len(olga.get(f"{base}/steps")) > 5
    assert olga.get(f"{base}/checklist")
    move = lambda to: olga.post(f"{base}/moves", 201, to=to)  # noqa: E731 - said often below
    move("scoping")

    # The association brings a défi; without its approval nothing leaves scoping.
    hugo = Program(service, "Hugo Holder")
    challenge = hugo.post(
        f"{base}/challenges", organisation="Acta Fort", title="Open the fort", theme="Heritage", brief="Closed for 350 years."
    )
    at = f"challenges/{challenge['id']}"
    olga.post(f"{at}/scoping", 200)
    olga.call("POST", f"{base}/moves", 409, json={"to": "call"})
    revision = hugo.get(at)["revision"]
    edited = hugo.patch(
        at, headers={"If-Match": f'"{revision}"'}, why="So that visitors take part in inclusion.", confidential="The roof leaks."
    )
    olga.call("POST", f"{at}/readiness", 409)
    hugo.call("POST", f"{at}/approval", 200, headers={"If-Match": f'"{edited["revision"]}"'})
    olga.post(f"{at}/readiness", 200)
    charter = olga.post(f"{base}/charters", body={"en": "Be kind, be honest.", "fr": "Bienveillance et franchise."})
    move("call")

    # Five apply for four places; one waits, one withdraws, the one who waited gets the place.
    people = [Program(service, f"Person {name}") for name in ("Ada", "Ben", "Chloe", "Dan", "Eve")]
    applications = []
    for index, person in enumerate(people):
        applications.append(
            person.put(
                f"{base}/application",
                sector=["company", "public", "association", "student", "citizen"][index],
                organisation="" if index == 4 else f"Organisation {index}",
                skills=["design"],
                wishes=[challenge["id"]],
                languages=["fr"],
                attendance="on_site",
                motivation="To be useful.",
                fifteen_or_over=True,
            )
        )
    decide = f"{base}/applications/decisions"
    olga.post(decide, 200, applications=[one["id"] for one in applications[:4]], decision="accept")
    olga.post(decide, 200, applications=[applications[4]["id"]], decision="wait")
    olga.call("POST", decide, 409, json={"applications": [applications[4]["id"]], "decision": "accept"})
    people[3].post(f"applications/{applications[3]['id']}/withdrawal", 200)
    olga.post(decide, 200, applications=[applications[4]["id"]], decision="accept")
    service.wait_for_mail(people[4].email, "A living fort")
    team_people = [people[0], people[1], people[2], people[4]]

    # Companions and jurors come by invitation.
    cora, dora, cleo, dina = (Program(service, name) for name in ("Cora Coach", "Dora Designer", "Cleo Coach", "Dina Designer"))
    for guest, role in ((cora, "coach"), (cleo, "coach"), (dora, "designer"), (dina, "designer")):
        invite(service, olga, hackathon, guest, role=role)
    jurors = [Program(service, "Judith Juror"), Program(service, "Jules Juror")]
    for juror in jurors:
        invite(service, olga, hackathon, juror, role="juror", challenge_id=challenge["id"])
    sponsor = Program(service, "Sara Sponsor")
    invite(service, olga, hackathon, sponsor, role="sponsor", organisation="Bank of the Port", sector="company")
    gaspard = Program(service, "Gaspard Observer")
    invite(service, olga, hackathon, gaspard, role="observer")

    move("teaming")
    proposal = olga.post(f"{base}/team-proposals", teams=2, seed=7, effort="quick")
    eventually(lambda: olga.get(f"team-proposals/{proposal['id']}")["state"] == "ready" or None, "a proposal of teams")
    olga.post(f"team-proposals/{proposal['id']}/adoption", 200)
    teams = olga.get(f"{base}/teams")
    assert sorted(team["members"] for team in teams) == [2, 2]
    for team, coach, designer in zip(teams, (cora, cleo), (dora, dina), strict=True):
        olga.put(f"teams/{team['id']}/coach", person_id=coach.id)
        olga.put(f"teams/{team['id']}/designer", person_id=designer.id)
    move("sprint")
    change(olga, base, starts_at=iso(hours=-3), ends_at=iso(hours=2), call_closes_at=None, submissions_close_at=iso(hours=1))
    olga.post(f"{base}/announcements", body="Lunch is served.")

    # Each team and the jury sign; the teams work and hand in.
    for person in [*team_people, *jurors]:
        person.post(f"charters/{charter['id']}/adhesions", 201)
    rooms = {}
    for team in teams:
        members = [
            person
            for person in team_people
            if person.http.get(f"{next(person.bases)}/teams/{team['id']}/prototype").status_code == 200
        ]
        assert len(members) == 2
        rooms[team["id"]] = members
        author = members[0]
        body = PROTOTYPE | {"name": f"{PROTOTYPE['name']} of {team['name']}"}
        author.put(f"teams/{team['id']}/prototype", headers={"If-Match": '"0"'}, **body)
        author.call("POST", f"teams/{team['id']}/files", 201, files={"file": ("plan.pdf", b"%PDF-1.4 plan", "application/pdf")})
        receipt = author.post(f"teams/{team['id']}/prototype/versions", 201)
        assert (receipt["version"], receipt["late"], len(receipt["sha256"])) == (1, False, 64)
        assert len(receipt["files"]) == 1
    change(olga, base, submissions_close_at=iso(minutes=-1))
    move("jury")

    # Ties first, then sheets, private until locked.
    olga.post(f"{at}/scoring/open", 200)
    grid = jurors[0].get(f"{at}/grid")
    assert [criterion["weight"] for criterion in grid["criteria"]] == [30, 20, 30, 20]
    for juror, levels in ((jurors[0], (5, 3)), (jurors[1], (4, 4))):
        for team, level in zip(teams, levels, strict=True):
            juror.put(f"teams/{team['id']}/tie", kind="none")
            marks = {criterion["id"]: level for criterion in grid["criteria"]}
            sheet = {"op_id": str(uuid4()), "marks": marks, "great": "Clear.", "think_about": "The winter."}
            juror.put(f"teams/{team['id']}/sheet", headers={"If-Match": '"0"'}, **sheet)
            juror.post(f"teams/{team['id']}/sheet/lock", 200)
    preview = olga.get(f"{at}/publication-preview")
    assert preview["ready"]
    olga.post(f"{at}/publication", 201, inputs_sha256=preview["inputs_sha256"])
    assert olga.get(base)["phase"] == "results"
    [result] = olga.get(f"hackathons/{hackathon['slug']}/results")
    assert [(line["team_id"], line["rank"], line["retained"]) for line in result["teams"]] == [
        (teams[0]["id"], 1, True),
        (teams[1]["id"], 2, False),
    ]
    feedback = rooms[teams[1]["id"]][0].get(f"teams/{teams[1]['id']}/feedback")
    assert feedback["great"] == ["Clear.", "Clear."]
    assert len(olga.get("solutions")) == 2

    # Six months of care: no owner, no start.
    move("incubation")
    [incubation] = olga.get("incubations")
    care = f"incubations/{incubation['id']}"
    olga.call("POST", f"{care}/start", 409)
    owner = next(found for found in olga.get("organisations", q="Acta") if found["name"] == "Acta Fort")
    hugo.put(f"{care}/owner", organisation_id=owner["id"])
    hugo.put(f"{care}/lead", person_id=hugo.id)
    hugo.post(f"{care}/start", 200)
    started = hugo.get(care)
    assert [milestone["week"] for milestone in started["milestones"]] == [2, 4, 10, 13, 20, 24, 26]
    vera = Program(service, "Vera Volunteer")
    invite(service, olga, hackathon, vera, role="sponsor_volunteer")
    bank = next(found for found in olga.get("organisations", q="Bank") if found["name"] == "Bank of the Port")
    pledge = vera.post(f"{care}/pledges", skill="Accounting", hours=20, mode="work_time", organisation_id=bank["id"])
    logged = vera.post(f"pledges/{pledge['id']}/hours", day=datetime.now(UTC).date().isoformat(), minutes=90)
    hugo.post(f"{care}/hours/validations", 204, hours_ids=[logged["id"]])
    hugo.post(f"{care}/check-ins", done="The first visit.", next="Two more.", progress=40)
    hugo.post(f"{care}/reviews", decision="go_on", reason="People come back.", serves_why="They meet the workers.")
    portfolio = sponsor.get(f"organisations/{bank['id']}/portfolio")
    assert "Vera" not in str(portfolio)
    hugo.put(f"{care}/outcome", outcome="deployed", outcome_text="Visits every Saturday.")
    assert gaspard.get("observatory/solutions")
    move("closed")

    # What was learned goes on.
    author = rooms[teams[0]["id"]][0]
    sheet = author.post("practices", source="prototype", source_id=teams[0]["id"])
    text = {
        "title": "Visits led by those who rebuild", "context": "A fort.", "problem": "Nobody may enter.",
        "what_was_done": "Visits led by workers.", "what_it_takes": "Two people.", "what_failed": "Rain.",
        "theme": "Heritage", "territory": "Marseille", "language": "en", "licence": "CC-BY-SA-4.0",
    }  # fmt: skip
    author.put(f"practices/{sheet['slug']}", **text)
    author.put(f"practices/{sheet['slug']}/my-authorship", agrees=True, credited_as="Ada")
    published = author.post(f"practices/{sheet['slug']}/publication", 200)
    found = gaspard.get("practices", q="rebuild visits")
    assert [one["slug"] for one in found] == [published["slug"]]
    told = {
        "community": "Brest",
        "territory": "Brest",
        "kept": "The workers lead.",
        "changed": "By boat.",
        "gave": "Forty visitors.",
    }
    gaspard.post(f"practices/{published['slug']}/reuses", **told)
    assert "Brest" in str(olga.get(f"practices/{published['slug']}/tree"))
    actions = [entry["action"] for entry in olga.get(f"{base}/journal", limit=100)]
    assert "publish_results" in actions
    service.run("journal", "verify")
