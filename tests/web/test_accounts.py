"""T3: signing in by link and code, sessions one can list and end, on both surfaces and both engines."""

from uuid import UUID

from sqlmodel import select

from app.models.journal import Entry
from app.models.person import Person, Session, SignInRequest
from app.security import derived_code, derived_token
from tests.world import World


def ask(world: World, visitor, email="lina@example.org") -> UUID:
    answer = visitor.send("/sign-in", {"email": email, "next": "/account"})
    return UUID(answer.headers["location"].rsplit("/", 1)[1])


def test_code_signs_in_once_and_the_browser_that_asked_only(world: World):
    visitor, other = world.visitor(), world.visitor()
    request_id = ask(world, visitor)
    code = derived_code(world.services.key, "sign-in", request_id)

    refused = other.send(f"/sign-in/{request_id}", {"code": code}, status=409)
    assert "browser where you asked" in refused.text

    visitor.send(f"/sign-in/{request_id}", {"code": "AAAAAA"}, status=422)
    done = visitor.send(f"/sign-in/{request_id}", {"code": code.lower()})
    assert done.headers["location"] == "/account"
    assert "lina@example.org" in visitor.see("/account")
    assert "used or has expired" in visitor.send(f"/sign-in/{request_id}", {"code": code}, status=409).text

    person = world.read(lambda db: db.exec(select(Person)).one())
    assert person.display_name == "Lina"
    actions = world.read(lambda db: list(db.exec(select(Entry.action).order_by(Entry.seq))))
    assert actions == ["request_sign_in", "sign_in"]


def test_ten_wrong_codes_end_the_request(world: World):
    visitor = world.visitor()
    request_id = ask(world, visitor)
    for _ in range(10):
        visitor.send(f"/sign-in/{request_id}", {"code": "AAAAAA"}, status=422)
    code = derived_code(world.services.key, "sign-in", request_id)
    visitor.send(f"/sign-in/{request_id}", {"code": code}, status=409)
    assert world.read(lambda db: db.exec(select(Session)).first()) is None


def test_opening_the_link_changes_nothing_and_its_button_signs_in(world: World):
    visitor = world.visitor()
    request_id = ask(world, visitor)
    token = derived_token(world.services.key, "sign-in", request_id)
    scanner = world.visitor()
    scanner.see(f"/sign-in/{request_id}/{token}")
    visitor.see(f"/sign-in/{request_id}/{token}")
    assert world.read(lambda db: db.get(SignInRequest, request_id)).ended_at is None
    visitor.send(f"/sign-in/{request_id}", {"code": token})


def test_the_api_signs_in_lists_and_ends_sessions(world: World):
    program = world.visitor()
    asked = program.call("POST", "sign-in-requests", 202, json={"email": "Lina@Example.org"})
    code = derived_code(world.services.key, "sign-in", UUID(asked["request_id"]))
    given = {"request_id": asked["request_id"], "browser": asked["browser"], "code": code, "label": "cli"}
    opened = program.call("POST", "sessions", 201, json=given)
    program.api.headers["Authorization"] = f"Bearer {opened['token']}"
    assert program.call("GET", "me")["display_name"] == "Lina"
    assert [s["label"] for s in program.call("GET", "sessions")] == ["cli"]
    program.call("DELETE", f"sessions/{opened['id']}", 204)
    problem = program.call("GET", "me", 401)
    assert problem["code"] == "unauthenticated"


def test_a_token_that_reads_cannot_write(world: World):
    lina = world.person("Lina Roy")
    made = lina.call("POST", "tokens", 201, json={"label": "reader"})
    lina.api.headers["Authorization"] = f"Bearer {made['token']}"
    assert lina.call("GET", "me")["display_name"] == "Lina Roy"
    assert lina.call("PATCH", "me", 403, json={"display_name": "X", "locale": "en"})["code"] == "forbidden"


def test_one_cannot_end_another_persons_session(world: World):
    lina, omar = world.person("Lina Roy"), world.person("Omar Petit")
    theirs = lina.call("GET", "sessions")[0]["id"]
    assert omar.call("DELETE", f"sessions/{theirs}", 404)["code"] == "not_found"
    omar.send(f"/account/sessions/{theirs}/end", status=404)
    assert len(lina.call("GET", "sessions")) == 2


def test_the_ninth_request_in_an_hour_is_refused_and_the_address_kept(world: World):
    visitor = world.visitor()
    for _ in range(8):
        ask(world, visitor)
    answer = visitor.send("/sign-in", {"email": "lina@example.org"}, status=422)
    assert 'value="lina@example.org"' in answer.text
    world.clock.forward(hours=1, minutes=1)
    ask(world, visitor)


def test_the_same_key_twice_does_it_once(world: World):
    lina = world.person("Lina Roy")
    headers = {"Idempotency-Key": "abc"}
    body = {"display_name": "Lina R.", "locale": "fr"}
    lina.call("PATCH", "me", json=body, headers=headers)
    assert lina.call("PATCH", "me", json=body, headers=headers)["display_name"] == "Lina R."
    refused = lina.call("PATCH", "me", 422, json=body | {"locale": "en"}, headers=headers)
    assert refused["code"] == "idempotency_key_reused"
    done = world.read(lambda db: list(db.exec(select(Entry).where(Entry.action == "change_profile"))))
    assert len(done) == 1


def test_a_wrong_address_is_kept_and_explained(sqlite_world: World):
    visitor = sqlite_world.visitor()
    answer = visitor.send("/sign-in", {"email": "lina@"}, status=422)
    assert 'value="lina@"' in answer.text
    assert "Write an e-mail address such as" in answer.text


def test_a_session_says_when_it_was_last_at_work(sqlite_world: World):
    lina = sqlite_world.person("Lina Roy")
    sqlite_world.clock.forward(minutes=9)
    lina.call("PATCH", "me", json={"display_name": "Lina R.", "locale": "en"})
    seen = {row["kind"]: row["seen_at"] for row in lina.call("GET", "sessions")}
    assert seen["token"] == seen["browser"], "less than ten minutes ago is not written again"
    sqlite_world.clock.forward(minutes=2)
    lina.call("PATCH", "me", json={"display_name": "Lina Roy", "locale": "en"})
    seen = {row["kind"]: row["seen_at"] for row in lina.call("GET", "sessions")}
    assert seen["token"] > seen["browser"]


def test_another_site_cannot_post(sqlite_world: World):
    lina = sqlite_world.person("Lina Roy")
    answer = lina.page.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    lina.page.headers.pop("Sec-Fetch-Site")
    assert lina.page.post("/sign-out").status_code == 403
    assert "Lina Roy" in lina.see("/account")
