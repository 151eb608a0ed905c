"""Forms: what was typed is kept, errors are worded in the reader's language beside their field."""

from collections.abc import AsyncIterator
from types import NoneType, TracebackType, UnionType
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import FormData, UploadFile

from app.errors import INVALID, NOT_FOUND, UNAUTHENTICATED, Refused, refuse
from app.i18n import N_, translate
from app.web.caller import CallerDep, digest

M = TypeVar("M", bound=BaseModel)

GENERAL: Final = "_"

# What pydantic reports, by type, in sentences that say what to do.
MESSAGES: Final[dict[str, str]] = {
    "missing": N_("Fill in this field."),
    "string_too_short": N_("Write at least %(min_length)s characters."),
    "string_too_long": N_("Shorten this to %(max_length)s characters at most."),
    "string_pattern_mismatch": N_("This is not in the form that is asked for."),
    "too_short": N_("Choose at least %(min_length)s."),
    "too_long": N_("Choose %(max_length)s at most."),
    "int_parsing": N_("Write a whole number, in digits."),
    "int_from_float": N_("Write a whole number, in digits."),
    "greater_than_equal": N_("Write %(ge)s or more."),
    "greater_than": N_("Write more than %(gt)s."),
    "less_than_equal": N_("Write %(le)s or less."),
    "less_than": N_("Write less than %(lt)s."),
    "enum": N_("Choose one of the proposed answers."),
    "literal_error": N_("Choose one of the proposed answers."),
    "bool_parsing": N_("Choose yes or no."),
    "uuid_parsing": N_("Choose one of the proposed answers."),
    "datetime_parsing": N_("Write a date and a time, for instance 2027-03-25 09:00."),
    "datetime_from_date_parsing": N_("Write a date and a time, for instance 2027-03-25 09:00."),
    "date_parsing": N_("Write a date, for instance 2027-03-25."),
    "date_from_datetime_parsing": N_("Write a date, for instance 2027-03-25."),
    "extra_forbidden": N_("This field is not expected here."),
}
EMAIL: Final = N_("Write an e-mail address such as name@example.org.")
WRONG: Final = N_("This answer cannot be used. Check it.")


def word(error: ErrorDetails, locale: str) -> str:
    """Return the sentence for one of pydantic's errors."""
    context = error.get("ctx", {})
    kind = error["type"]
    if kind in {"too_short", "too_long"} and isinstance(error.get("input"), str):
        kind = f"string_{kind}"  # a text behind a validator of ours is measured like a list
    if kind == "string_too_short" and context.get("min_length") == 1:
        return translate(locale, MESSAGES["missing"])
    if kind == "value_error" and "email" in error["msg"]:
        return translate(locale, EMAIL)
    if kind in MESSAGES:
        return translate(locale, MESSAGES[kind], dict(context))
    # Our own validators raise PydanticCustomError with a msgid of ours as the template.
    return translate(locale, error["msg"] if kind not in {"value_error", "assertion_error"} else WRONG, dict(context))


def refusal_of(error: ValidationError) -> Refused:
    """Return the refusal for values that a unit itself found wrong."""
    first = error.errors()[0]
    return refuse(INVALID, word(first, "en"), field_=".".join(str(part) for part in first["loc"]) or None)


class Form:
    """What was sent, what is wrong with it, and what to show again."""

    def __init__(self, data: FormData | None, locale: str) -> None:
        self.data = data or FormData()
        self.locale = locale
        self.errors: dict[str, str] = {}
        self.status = 422
        self._initial: dict[str, Any] = {}

    @classmethod
    def of(cls, locale: str, values: dict[str, Any] | BaseModel | None = None) -> "Form":
        """Return an unsent form that shows the values given, nested ones by dotted names."""
        form = cls(None, locale)
        if values is not None:
            form.fill(values if isinstance(values, dict) else values.model_dump())
        return form

    def fill(self, values: dict[str, Any], prefix: str = "") -> None:
        for name, value in values.items():
            if isinstance(value, dict):
                self.fill(value, f"{prefix}{name}.")
            else:
                self._initial[f"{prefix}{name}"] = value

    @property
    def sent(self) -> bool:
        return bool(self.data)

    def value(self, name: str) -> Any:
        """Return what to show in a field: what was typed, else what is stored, else nothing."""
        if self.sent:
            typed = self.data.get(name)
            return typed if isinstance(typed, str) else ""
        value = self._initial.get(name)
        return "" if value is None else value

    def values(self, name: str) -> list[str]:
        """Return what to show as chosen in a field with several answers."""
        if self.sent:
            return [value for value in self.data.getlist(name) if isinstance(value, str)]
        value = self._initial.get(name) or []
        return [str(item) for item in (value if isinstance(value, list | tuple | set) else [value])]

    def file(self, name: str) -> UploadFile | None:
        found = self.data.get(name)
        return found if isinstance(found, UploadFile) and found.filename else None

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def wrong_in(self, prefix: str) -> bool:
        """Tell whether a field of a block is wrong, so that the block is shown open."""
        return any(name.startswith(f"{prefix}.") for name in self.errors)

    def validate(self, model: type[M], **given: Any) -> M:
        """Return the values as the model wants them; inside `attempt`, wrong ones become errors beside their fields."""
        return model.model_validate(self._collect(model, "") | given)

    def _collect(self, model: type[BaseModel], prefix: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, info in model.model_fields.items():
            key = prefix + name
            kind, optional = _kind(info.annotation)
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                if any(field.startswith(f"{key}.") for field in self.data):
                    found[name] = self._collect(kind, f"{key}.")
            elif get_origin(kind) in (list, tuple, set, frozenset):
                found[name] = [value for value in self.data.getlist(key) if value != ""]
            elif kind is bool:
                found[name] = self.data.get(key) or (None if optional else False)
            elif key in self.data:
                value = self.data[key]
                if value == "" and kind is not str:
                    if optional:
                        found[name] = None
                else:
                    found[name] = None if value == "" and optional else value
        return found

    def attempt(self) -> "_Attempt":
        """Keep what goes wrong inside as errors of this form; what is not found, or needs a sign-in, goes on its way."""
        return _Attempt(self)


class _Attempt:
    """A block whose refusals become errors of a form."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        form = self.form
        if isinstance(error, ValidationError):
            for detail in error.errors():
                name = ".".join(str(part) for part in detail["loc"] if not isinstance(part, int)) or GENERAL
                form.errors.setdefault(name, word(detail, form.locale))
            return True
        if isinstance(error, Refused) and error.refusal.code not in {NOT_FOUND, UNAUTHENTICATED}:
            refusal = error.refusal
            form.errors[refusal.field or GENERAL] = translate(form.locale, refusal.message, dict(refusal.params))
            form.status = 422 if refusal.field else refusal.status
            return True
        return False


def _kind(annotation: Any) -> tuple[Any, bool]:
    """Return the bare type of a field and whether it may be None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        parts = get_args(annotation)
        inner = [part for part in parts if part is not NoneType]
        return _kind(inner[0])[0], len(inner) < len(parts)
    return annotation, False


async def _form(request: Request, caller: CallerDep) -> AsyncIterator[Form]:
    data = await request.form(max_files=20, max_fields=1000, max_part_size=1024 * 1024)
    once = data.get("_once")
    if isinstance(once, str) and once:
        caller.once = once[:64]
        # A form edited after its first sending is another request, not the same one again.
        caller.once_must_match = False
        request.state.body = digest(data)
    try:
        yield Form(data, caller.locale)
    finally:
        await data.close()


FormDep = Annotated[Form, Depends(_form, scope="function")]
