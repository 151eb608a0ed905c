"""What is sent with unsafe requests: a body that the route would take from those who may.

For the API it is made from the OpenAPI document, for pages from the form that a page shows. `GIVEN` has the words that a
schema does not tell.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import orjson

from tests.access.routes import Way, way_to
from tests.full_world import Scene

CANARY = re.compile(r"CANARY-[-a-z0-9_]+")
LOCAL = "2027-05-04T10:00"
MOMENT = "2027-05-04T10:00:00+00:00"
# Values by the name of a field: (route or "", field) → value, or a function of the scene and the place.
GIVEN: dict[str, Any] = {
    "email": "somebody@example.org",
    "timezone": "Europe/Paris",
    "fifteen_or_over": True,
    "locale": "fr",
    "language": "fr",
    "languages": ["fr"],
    "licence": "CC-BY-SA-4.0",
    "website": "https://example.org",
    "links": [],
    "slug": "a-new-name",
    "starts_at": "2027-05-04T10:00",
    "ends_at": "2027-05-05T10:00",
    "until": "2027-05-04T10:00",
    "day": "2027-03-21",
    "minutes": 30,
    "hours": 5,
    "reason": "Because it is right.",
    "weight": 25,
    "kind": None,
}


def described(scene: Scene, _place: str) -> str:
    """Return a jury's file of a line that can always be applied."""
    return f"action;juror;load\npanelist;{scene.people['juror']};3\n"


# Per route: what its schema or its form cannot tell. Values may be functions of (scene, place).
SPECIAL: dict[str, dict[str, Any]] = {
    "POST /api/v1/hackathons/{hackathon_id}/charters": {"body": {"fr": "Nous écoutons d'abord."}},
    # Composition: people by their ids or addresses, teams of the proposal, moments to come.
    "POST /hackathons/{slug}/compose/rules": {
        "kind": "apart",
        "people": "Member\nMember Other",
        "person_id": "",
        "team_id": "",
    },
    "POST /hackathons/{slug}/compose/rules/suggestions": {
        "kind": "apart",
        "people": lambda scene, _: [str(scene.people["member"]), str(scene.people["member_other"])],
    },
    "POST /api/v1/hackathons/{hackathon_id}/team-rules": {
        "kind": "apart",
        "people": lambda scene, _: [str(scene.people["member"]), str(scene.people["member_other"])],
    },
    "POST /hackathons/{slug}/compose/proposals": {"teams": "1", "effort": "quick", "insist": "true"},
    "POST /api/v1/hackathons/{hackathon_id}/team-proposals": {"teams": 1, "effort": "quick", "insist": True},
    "POST /hackathons/{slug}/compose/attendance": {
        "people": lambda scene, _: [str(scene.people["member"])],
        "lines": "",
        "absent": "true",
    },
    "POST /api/v1/hackathons/{hackathon_id}/absences": {"people": lambda scene, _: [str(scene.people["member"])]},
    "POST /hackathons/{slug}/compose/proposals/{proposal_id}/people/{person_id}/move": {"team": "new-002"},
    "POST /api/v1/team-proposals/{proposal_id}/what-if": {"moves": lambda scene, _: {str(scene.people["member"]): "new-002"}},
    "POST /api/v1/team-proposals/{proposal_id}/variants": {"moves": lambda scene, _: {str(scene.people["member"]): "new-002"}},
    "POST /hackathons/{slug}/compose/publication": {"appeals_until": LOCAL},
    "POST /api/v1/hackathons/{hackathon_id}/team-publications": {"appeals_until": MOMENT},
    "POST /hackathons/{slug}/my-team/appeals": {"body": "Because it is right.", "wished_team_id": ""},
    "POST /hackathons/{slug}/compose/appeals/{appeal_id}/answer": {"outcome": "kept", "answer": "Because it is right."},
    "POST /api/v1/appeals/{appeal_id}/answer": {"outcome": "kept"},
    # Panels of the jury: the form is shown for one team, and asks for one of its free jurors.
    "POST /challenges/{challenge_id}/panels/{team_id}": {
        "juror_id": lambda scene, place: str(scene.ids[place].get("juror_id", uuid4())),
        "sits": "1",
    },
    "POST /challenges/{challenge_id}/panels/{team_id}/recusals": {
        "juror_id": lambda scene, place: str(scene.ids[place].get("juror_id", uuid4())),
        "kind": "employer",
        "note": "",
    },
    "PUT /api/v1/challenges/{challenge_id}/panels/{team_id}/{juror_id}/tie": {"kind": "employer"},
    "POST /challenges/{challenge_id}/panels": {"minutes": "10", "seed": "1"},
    # A line that always can be applied.
    "POST /challenges/{challenge_id}/jury-file": {"rows": described, "fingerprint": "", "since": "0"},
    "POST /api/v1/challenges/{challenge_id}/jury-file": {"text": described, "fingerprint": None},
    "POST /api/v1/challenges/{challenge_id}/jury-file/check": {"text": described},
    "POST /challenges/{challenge_id}/panels/search": {"minutes": "10", "seed": "1"},
    "POST /challenges/{challenge_id}/finalists": {"teams": lambda scene, place: [str(scene.ids[place].get("team_id", uuid4()))]},
    "PUT /api/v1/challenges/{challenge_id}/panels": {"fingerprint": None, "reads": None},
    "POST /hackathons/{slug}/compose/companions": {"fingerprint": "0" * 64},
    "POST /api/v1/hackathons/{hackathon_id}/companion-plan/adoption": {"fingerprint": "0" * 64},
    "POST /hackathons/{slug}/compose/rota": {
        "step_id": lambda scene, place: str(scene.ids[place].get("step_id", uuid4())),
        "minutes": "30",
        "between": "0",
    },
    "POST /api/v1/hackathons/{hackathon_id}/rota": {
        "step_id": lambda scene, place: str(scene.ids[place].get("step_id", uuid4())),
        "minutes": 30,
    },
    "POST /challenges/{challenge_id}/deliberation": {"minutes": "5"},
    "POST /challenges/{challenge_id}/deliberation/team": {"team_id": ""},
    "POST /challenges/{challenge_id}/deliberation/motions": {"kind": "withhold", "reason": "Because it is right."},
    "POST /challenges/{challenge_id}/motions/{motion_id}/vote": {"vote": "for"},
    "POST /challenges/{challenge_id}/prizes": {"kind": "jury", "name.fr": "", "name.en": "", "giver": ""},
    "PUT /api/v1/prizes/{prize_id}": {
        "name": {"fr": "Prix"},
        "opens_at": lambda scene, _: (scene.world.now - timedelta(hours=1)).isoformat(),
    },
    "POST /prizes/{prize_id}/codes": {"number": "1"},
    "POST /api/v1/prizes/{prize_id}/codes": {"number": 1},
    "POST /prizes/{prize_id}/link": {"email": "somebody@example.org"},
    "POST /prizes/{prize_id}/code": {"code": "AAAAA-AAAAA"},
    "POST /prizes/{prize_id}/vote": {"team_id": ""},
    "PUT /api/v1/prizes/{prize_id}/vote": {"team_id": None},
    "PUT /api/v1/votes/{vote_id}": {
        "token": "0" * 64,
        "team_id": lambda scene, place: str(scene.ids[place].get("team_id", uuid4())),
    },
    "POST /votes/{vote_id}/{token}": {"team_id": lambda scene, place: str(scene.ids[place].get("team_id", uuid4()))},
    "POST /prizes/{prize_id}/asides": {"groups": ["x"], "reason": "Because it is right."},
    "POST /api/v1/prizes/{prize_id}/asides": {"groups": ["x"]},
    "POST /prizes/{prize_id}/count": {"seen": "0" * 64},
    # Of an older grid, so that it is refused for what it is and not for what is typed.
    "POST /hackathons/{slug}/paper": {
        "code": lambda scene, place: str(scene.ids[place].get("paper_code", "000000000")),
        "signed_at": LOCAL,
    },
    "POST /api/v1/paper-entries/{paper_entry_id}/decision": {"keep": "stored"},
    "POST /paper-entries/{paper_entry_id}": {"keep": "stored", "reason": "Because it is right."},
    "POST /jury/sheets/{team_id}/paper": {"answer": "confirmed", "note": ""},
    "POST /challenges/{challenge_id}/paper": {"juror_id": "", "team_id": ""},
    "PUT /api/v1/challenges/{challenge_id}/example": {"title": {"fr": "Une équipe"}, "body": {"fr": "Une table"}, "link": ""},
    "POST /challenges/{challenge_id}/example": {"title.fr": "Une équipe", "body.fr": "Une table", "link": ""},
    "POST /teams/{team_id}/contest": {"body": "Because it is right."},
    "POST /teams/{team_id}/contest/answer": {"outcome": "upheld", "answer": "Because it is right."},
    # Pages that show these forms only in their time; sent all the same in every phase.
    "POST /hackathons/{slug}/challenges/{challenge_id}/refusal": {"reason": "Because it is right."},
    "POST /hackathons/{slug}/organise/call": {
        "roles": ["participant"],
        "revision": "1",
        "half_days.fr": "",
        "half_days.en": "",
        "offer_days": "",
        "mix.public": "",
        "mix.company": "",
        "mix.association": "",
        "mix.student": "",
        "mix.citizen": "",
    },
    "PUT /api/v1/hackathons/{hackathon_id}/call": {"roles": ["participant"]},
    "POST /hackathons/{slug}/organise/call/questions/new": {
        "kind": "short",
        "label.fr": "Taille ?",
        "role": "",
        "options.fr": "",
        "options.en": "",
    },
    "POST /hackathons/{slug}/organise/call/questions/{question_id}": {
        "kind": "short",
        "label.fr": "Taille ?",
        "role": "",
        "options.fr": "",
        "options.en": "",
    },
    "POST /api/v1/hackathons/{hackathon_id}/questions": {"kind": "short", "label": {"fr": "Taille ?"}},
    "POST /hackathons/{slug}/organise/call/questions/{question_id}/move": {"to": "up"},
    "PUT /api/v1/questions/{question_id}": {"kind": "short", "label": {"fr": "Taille ?"}},
    "PUT /api/v1/hackathons/{hackathon_id}/application/draft": {"values": {"motivation": "Because"}},
    "POST /hackathons/{slug}/application/draft": {"role": "participant", "revision": "1"},
    "PUT /api/v1/hackathons/{hackathon_id}/application/access": {"needs": "A lift", "consent": True},
    "POST /hackathons/{slug}/application/access": {"needs": "A lift", "consent": "true"},
    "POST /hackathons/{slug}/application": {
        "revision": "1",
        "role": "participant",
        "friends": "",
        "wish_1": "",
        "wish_2": "",
        "wish_3": "",
        "half_days": [],
        "access.needs": "",
        "sector": "citizen",
        "attendance": "on_site",
        "languages": ["fr"],
        "fifteen_or_over": "1",
        "skills": ["accueil"],
    },
    "POST /hackathons/{slug}/challenges": {
        "title": "Un toit",
        "theme": "Logement",
        "organisation": "Les Voisins",
        "why": "Parce que.",
        "brief": "Voici.",
    },
    "POST /commons/mine": {
        "source": "prototype",
        "source_id": lambda scene, _: str(scene.ids["own"].get("team_id", scene.ids["own"]["hackathon_id"])),
    },
    "POST /api/v1/practices": {
        "source": "prototype",
        "source_id": lambda scene, _: str(scene.ids["own"].get("team_id", scene.ids["own"]["hackathon_id"])),
    },
    "POST /hackathons/{slug}/organise/walk-ins": {"label": "Door", "places": "", "expires_at": "2027-03-27T10:00"},
    "POST /api/v1/hackathons/{hackathon_id}/walk-ins": {"expires_at": "2027-03-27T10:00:00+00:00"},
    "POST /hackathons/{slug}/organise/walk-ins/close": {
        "walk_in_id": lambda scene, place: str(scene.ids[place].get("walk_in_id", uuid4())),
    },
    "PUT /api/v1/applications/{application_id}/appraisal": {"mark": 5},
    "POST /hackathons/{slug}/reading/{application_id}": {"mark": "5", "remark": ""},
    "POST /api/v1/hackathons/{hackathon_id}/groups": {
        "organisation_id": lambda scene, _: str(scene.ids["own"]["organisation_id"]),
        "people": [{"email": "new@example.org", "name": "Somebody New"}],
    },
    "POST /hackathons/{slug}/group": {
        "organisation_id": lambda scene, _: str(scene.ids["own"]["organisation_id"]),
        "role": "participant",
        "rows": "new@example.org,Somebody New,fr",
    },
    "POST /hackathons/{slug}/group/check": {"role": "participant"},
    "POST /api/v1/hackathons/{hackathon_id}/applications/decisions": {
        "applications": lambda scene, place: [str(scene.ids[place].get("application_id", uuid4()))],
        "filter": None,
        "decision": "accept",
        "seen": None,
    },
    "POST /hackathons/{slug}/applications/decisions": {
        "applications": lambda scene, place: str(scene.ids[place].get("application_id", uuid4())),
        "decision": "accept",
    },
    "POST /commons/{slug}/withdraw": {"reason": "Because it is right."},
    "POST /api/v1/hackathons/{hackathon_id}/lots": {"kind": "panel", "places": 2, "pool_role": "participant"},
    "PUT /api/v1/lots/{lot_id}": {"places": 2},
    "POST /api/v1/lots/{lot_id}/draw": {"number": "7"},
    "PUT /api/v1/lots/{lot_id}/pool": {"text": "number;area\n1;north\n2;south"},
    "POST /hackathons/{slug}/organise/lots/{lot_id}/pool": {"text": "number;area\n1;north\n2;south"},
    "POST /hackathons/{slug}/organise/lots/new": {"kind": "panel", "places": "2", "reason": "Because it is right."},
    "POST /hackathons/{slug}/organise/lots/{lot_id}/edit": {
        "title": "A draw",
        "reason": "Because it is right.",
        "places": "2",
    },
    "POST /hackathons/{slug}/organise/lots/{lot_id}/announcement": {
        "number_source": "The evening lottery",
        "number_due_at": LOCAL,
        "reading": "number",
    },
    "POST /hackathons/{slug}/organise/lots/{lot_id}/entries/{entry_id}": {"answer": "accepted"},
    "POST /hackathons/{slug}/organise/lots/{lot_id}/cancellation": {"reason": "Because it is right."},
    "POST /hackathons/{slug}/lots/{lot_id}/answer": {"answer": "accepted"},
    "POST /hackathons/{slug}/lots/{lot_id}/draw": {"number": "7"},
}


class Fields(HTMLParser):
    """Reads the POST forms of a page: their addresses, and what a browser would send if one only pressed the button."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]], bool]] = []
        self._form: dict[str, list[str]] | None = None
        self._select: tuple[str, list[str], str | None] | None = None
        self._textarea: tuple[str, list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = {}
            if given.get("method", "get").lower() == "post":
                self.forms.append((given.get("action", ""), self._form, "multipart" in given.get("enctype", "")))
        elif self._form is None or (not (name := given.get("name", "")) and tag != "option"):
            return
        elif tag == "input":
            kind = given.get("type", "text")
            if kind in {"radio", "checkbox"}:
                if "checked" in given or (kind == "radio" and name not in self._form):
                    self._form[name] = [given.get("value", "on")]
                elif kind == "checkbox" and ("required" in given or name in GIVEN):
                    self._form.setdefault(name, []).append(given.get("value", "on"))
            elif kind != "file":
                self._form.setdefault(name, []).append(given.get("value") or _typed(kind, name, given))
        elif tag == "textarea":
            self._textarea = (name, [])
        elif tag == "select":
            self._select = (name, [], None)
        elif tag == "button" and name:
            self._form.setdefault(name, [given.get("value", "")])
        elif tag == "option" and self._select:
            name, options, chosen = self._select
            value = given.get("value", "")
            if value:
                options.append(value)
            self._select = (name, options, value if "selected" in given else chosen)

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._textarea[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif self._form is None:
            return
        elif tag == "textarea" and self._textarea:
            name, text = self._textarea
            self._form.setdefault(name, []).append("".join(text).strip() or "Because it is right.")
            self._textarea = None
        elif tag == "select" and self._select:
            name, options, chosen = self._select
            self._form.setdefault(name, []).append(chosen or (options[0] if options else ""))
            self._select = None


def _typed(kind: str, name: str, given: dict[str, str]) -> str:
    """Return what a person would type into an empty field."""
    if kind == "hidden":
        return ""
    if name.rsplit(".", maxsplit=1)[-1] in GIVEN and isinstance(GIVEN[name.rsplit(".", maxsplit=1)[-1]], str):
        return str(GIVEN[name.rsplit(".", maxsplit=1)[-1]])
    return {
        "email": "somebody@example.org",
        "number": given.get("min") or "1",
        "range": given.get("min") or "1",
        "date": "2027-05-04",
        "time": "10:00",
        "datetime-local": LOCAL,
        "url": "https://example.org",
    }.get(kind, "Quelque chose")


@dataclass
class Bodies:
    """Bodies of a scene's unsafe routes."""

    scene: Scene
    ways: list[Way]
    document: dict[str, Any]
    forms: dict[str, tuple[dict[str, list[str]], bool]] = field(default_factory=dict)
    seen: set[frozenset[str]] = field(default_factory=set)

    def learn(self, page: bytes) -> None:
        """Remember the forms of a page by the route that they go to; a page with the same forms is not read twice."""
        html = page.decode("utf-8", "replace")
        kind = frozenset(re.findall(r'<form[^>]* action="([^"]*)"', html))
        if kind in self.seen:
            return
        self.seen.add(kind)
        html = CANARY.sub("Quelque-chose", html)  # what one sends oneself is no secret when it comes back
        for action, fields, multipart in Fields(html).forms:
            way = way_to(self.ways, "POST", urlsplit(action).path)
            if way and (way.key not in self.forms or len(fields) > len(self.forms[way.key][0])):
                self.forms[way.key] = (fields, multipart)

    def of(self, way: Way, place: str) -> tuple[dict[str, str], bytes]:
        """Return headers and body of a request."""
        special = {
            name: value(self.scene, place) if callable(value) else value for name, value in SPECIAL.get(way.key, {}).items()
        }
        if way.api:
            return self._json(way, special)
        fields, multipart = self.forms.get(way.key, ({}, False))
        given = {name: values for name, values in fields.items() if name != "_once"} | {
            n: v if isinstance(v, list) else [v] for n, v in special.items()
        }
        pairs = [(name, value) for name, values in given.items() for value in values]
        if multipart or way.key in FILES:
            return _multipart(pairs, FILES.get(way.key, "file"))
        return {"content-type": "application/x-www-form-urlencoded"}, urlencode(pairs).encode()

    def _json(self, way: Way, special: dict[str, Any]) -> tuple[dict[str, str], bytes]:
        operation = self.document["paths"][way.path][way.method.lower()]
        headers = {"if-match": '"1"'}
        content = operation.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            extra, body = _multipart([], FILES.get(way.key, "file"))
            return headers | extra, body
        if "application/json" not in content:
            return headers, b""
        value = self._sample(content["application/json"]["schema"], way, "")
        if isinstance(value, dict):
            value |= special
        return headers | {"content-type": "application/json"}, orjson.dumps(value)

    def _sample(self, schema: dict[str, Any], way: Way, name: str) -> Any:
        if ref := schema.get("$ref"):
            schema = self.document["components"]["schemas"][ref.rsplit("/", 1)[1]]
        for key in ("anyOf", "oneOf", "allOf"):
            if key in schema:
                return self._sample(schema[key][0], way, name)
        if GIVEN.get(name) is not None and "enum" not in schema:
            return GIVEN[name]
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type")
        if kind == "object":
            if name and not schema.get("required") and "fr" in schema.get("properties", {}):
                return {"fr": "Quelque chose"}
            return {
                key: self._sample(inner, way, key)
                for key, inner in schema.get("properties", {}).items()
                if key in schema.get("required", [])
            }
        if kind == "array":
            return [self._sample(schema.get("items", {}), way, "")] if schema.get("minItems") else []
        if kind in {"integer", "number"}:
            return schema.get("minimum", 1)
        if kind == "boolean":
            return True
        if kind == "string":
            return _string(schema)
        return "Quelque chose"


def _string(schema: dict[str, Any]) -> str:
    form = schema.get("format")
    if form == "uuid":
        return str(uuid4())
    if form == "date-time":
        return LOCAL
    if form == "date":
        return "2027-05-04"
    text = "Quelque chose de bon pour tout le monde"
    return text[: schema.get("maxLength", 40)] if len(text) >= schema.get("minLength", 0) else text * 10


FILES: dict[str, str] = {}


def _multipart(pairs: list[tuple[str, str]], file: str) -> tuple[dict[str, str], bytes]:
    line = "essaim-matrix"
    parts = [f'--{line}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs]
    head = f'--{line}\r\ncontent-disposition: form-data; name="{file}"; filename="a.txt"\r\n'
    parts.append(f"{head}content-type: text/plain\r\n\r\nBonjour\r\n")
    return {"content-type": f"multipart/form-data; boundary={line}"}, ("".join(parts) + f"--{line}--\r\n").encode()


def strip_once(html: bytes) -> bytes:
    """Take out what differs from one answer to the next by design."""
    return re.sub(rb'name="(_once|op_id)" value="[^"]*"', rb'name="\1"', html)
