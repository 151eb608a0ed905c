"""The API's document for people: operations by part, with what goes in and what comes out, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

# What a schema may be bound by, and how that reads.
BOUNDS: Final = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minimum": "from {:g}",
    "maximum": "to {:g}",
    "minItems": "at least {}",
    "maxItems": "at most {}",
}
WORDS: Final = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "object": "object",
    "array": "list",
}
FORMATS: Final = {
    "date-time": "moment",
    "date": "date",
    "uuid": "id",
    "email": "e-mail address",
    "binary": "file",
    "uri": "address",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter or a field: its name, and in words what it may be."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    name: str
    method: str
    path: str
    about: str
    needs_sign_in: bool
    takes: tuple[Value, ...]
    status: str
    gives: str


@dataclass(frozen=True, slots=True)
class Part:
    """The operations about one thing."""

    name: str
    about: str
    operations: tuple[Operation, ...]


def parts(document: dict[str, Any]) -> tuple[Part, ...]:
    """Return the parts of an OpenAPI document in its own order."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_operation(document, method, path, operation))
    about = {tag["name"]: tag["description"] for tag in document["tags"]}
    return tuple(Part(name, about.get(name, ""), tuple(operations)) for name, operations in found.items() if operations)


def _operation(document: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> Operation:
    status, answer = next(iter(operation["responses"].items()))
    return Operation(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        about=operation.get("description", ""),
        needs_sign_in={} not in operation.get("security", [{}]),
        takes=(*_parameters(document, operation), *_fields(document, operation)),
        status=status,
        gives=_given(document, answer),
    )


def _parameters(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[Value]:
    """Return what stands beside the body; the ids in the address say by their names what they are."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path" or parameter["name"] == "Idempotency-Key":
            continue
        place = "header" if parameter["in"] == "header" else "in the address"
        words = [_words(document, parameter["schema"]), place, "required" if parameter["required"] else ""]
        yield Value(parameter["name"], ", ".join(word for word in words if word))


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[Value]:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = _resolved(document, content["schema"])
        required = schema.get("required", [])
        for name, field in schema.get("properties", {}).items():
            words = [
                _words(document, field),
                "required" if name in required else "",
                "" if kind.endswith("json") else "in a form",
            ]
            yield Value(name, ", ".join(word for word in words if word))


def _given(document: dict[str, Any], answer: dict[str, Any]) -> str:
    """Return the names of what the answer holds."""
    for content in answer.get("content", {}).values():
        schema = _resolved(document, content.get("schema", {}))
        several = schema.get("type") == "array"
        inner = _resolved(document, schema["items"]) if several else schema
        names = ", ".join(inner.get("properties", {}))
        return f"a list of: {names}" if several and names else names
    return ""


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    return document["components"]["schemas"][reference.rsplit("/", 1)[1]] if reference else schema


def _words(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """Say what a value may be."""
    found = _resolved(document, schema)
    for joined in ("anyOf", "oneOf"):
        if joined in found:
            return " or ".join(dict.fromkeys(_words(document, one) for one in found[joined]))
    if "enum" in found or "const" in found:
        return " | ".join(str(one) for one in found.get("enum", [found.get("const")]))
    kind = found.get("type", "")
    word = FORMATS.get(found.get("format", ""), WORDS.get(kind, "anything"))
    if kind == "array":
        word = f"list of {_words(document, found.get('items', {}))}"
    elif found.get("properties"):
        word = f"object of {', '.join(found['properties'])}"
    bounds = [text.format(found[name]) for name, text in BOUNDS.items() if name in found]
    return " ".join([word, *([f"({', '.join(bounds)})"] if bounds else [])])
