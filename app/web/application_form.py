"""The form of an application: what its fields are called, what they show, what they send. (P3)"""

from typing import Any, Final
from uuid import UUID

from app.errors import Refused
from app.i18n import translate
from app.models.application import APPLICANTS, Application, Question, QuestionKind
from app.models.person import Role
from app.queries import organisations
from app.schemas.application import COMMON_SKILLS, CONCERNS, ApplicationIn, MyApplicationOut, TypedIn
from app.schemas.invitation import split
from app.web.forms import Form
from app.web.page import Page

# Fields that say something about the sending itself, not about the application.
APART: Final = {"_once", "revision"}
WISHES: Final = ("wish_1", "wish_2", "wish_3")


def role_of(given: str) -> Role | None:
    """Return the role that an address or a field names, None when one cannot apply to it."""
    return Role(given) if given in {role.value for role in APPLICANTS} else None


def sent(form: Form, role: Role, questions: list[Question]) -> ApplicationIn:
    """Return what the form sends as the verb wants it; fields of other roles are left out."""
    concerns = CONCERNS[role]
    more = [skill.strip() for skill in str(form.value("more_skills")).split(",") if skill.strip()]
    skills = [*form.values("skills"), *more] if "skills" in concerns else []
    ordered = [form.value(name) for name in WISHES if form.value(name)]
    wishes = (ordered if role is Role.PARTICIPANT else form.values("wishes")) if "wishes" in concerns else []
    young = form.value("fifteen_or_over") == "false"
    helped = any(form.value(f"access.{name}") for name in ("step_free", "needs"))
    given: dict[str, Any] = {
        "role": role,
        "skills": skills,
        "wishes": wishes,
        "friends": split(str(form.value("friends"))) if "friends" in concerns else [],
        "experienced": (form.value("experienced") or None) if "experienced" in concerns else None,
        "gender": form.value("gender") or None,
        "age_band": form.value("age_band") or None,
        "answers": answers(form, questions),
    }
    guardian = {"name": form.value("guardian.name"), "email": form.value("guardian.email"), "locale": form.locale}
    access = {name: form.value(f"access.{name}") or False for name in ("step_free", "consent")}
    given["guardian"] = guardian if young and (guardian["name"] or guardian["email"]) else None
    given["access"] = {**access, "needs": form.value("access.needs")} if helped else None
    return form.validate(ApplicationIn, **given)


def answers(form: Form, questions: list[Question]) -> dict[UUID, Any]:
    """Return what the form answers to the organisers' questions, as it was typed."""
    several = QuestionKind.SEVERAL
    return {
        one.id: form.values(f"answers.{one.id}") if one.kind is several else form.value(f"answers.{one.id}") for one in questions
    }


def typed(form: Form) -> TypedIn:
    """Return everything that was typed, as it is kept until it is sent."""
    found: dict[str, Any] = {}
    for name in form.data:
        if name not in APART:
            values = [value for value in form.data.getlist(name) if isinstance(value, str)]
            found[name] = values if len(values) > 1 else values[0] if values else ""
    return TypedIn(values=found)


def stored(page: Page, found: Application | None, mine: MyApplicationOut | None) -> dict[str, Any]:
    """Return an application as its form shows it: what was typed and not sent yet, else what was sent."""
    if found is None or mine is None:
        return {}
    if found.draft is not None:
        return dict(found.draft)
    owner = organisations.by_id(page.db, found.organisation_id) if found.organisation_id else None
    values: dict[str, Any] = {
        "role": found.role,
        "sector": found.sector,
        "organisation": owner.name if owner else "",
        "skills": [skill for skill in found.skills if skill in COMMON_SKILLS],
        "more_skills": ", ".join(skill for skill in found.skills if skill not in COMMON_SKILLS),
        "wishes": found.wishes,
        "languages": found.languages,
        "attendance": found.attendance,
        "half_days": found.half_days,
        "friends": ", ".join(found.friends),
        "motivation": found.motivation,
        "experienced": _word(found.experienced),
        "gender": found.gender or "",
        "age_band": found.age_band or "",
        "fifteen_or_over": _word(found.fifteen_or_over),
        "consents": [purpose.value for purpose in mine.consents],
    }
    if mine.access:
        values |= {"access.step_free": mine.access.step_free or "", "access.needs": mine.access.needs, "access.consent": "true"}
    if mine.guardian:
        values |= {"guardian.name": mine.guardian.name, "guardian.email": mine.guardian.email}
    values |= {f"answers.{key}": _word(value) for key, value in found.answers.items()}
    return values | dict(zip(WISHES, found.wishes, strict=False))


def _word(value: Any) -> Any:
    """Return yes and no as radio buttons know them."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else "" if value is None else value


def say(form: Form, wrong: list[Refused]) -> None:
    """Put refusals beside their fields, where nothing is said yet."""
    for each in wrong:
        refusal = each.refusal
        form.errors.setdefault(refusal.field or "_", translate(form.locale, refusal.message, dict(refusal.params)))
