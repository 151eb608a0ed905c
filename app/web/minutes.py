"""The minutes of a jury as blocks of words, the same for the page and for the PDF. (J6)"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.domain.minutes import Minutes, winners
from app.domain.talks import Put, Row
from app.i18n import N_, gettext, ngettext, translate
from app.models.deliberation import ContestOutcome, Motion, MotionKind
from app.models.jury import Estimator
from app.web.result_files import figure
from app.web.text import datetime_text, local_text

SHOWN: Final = 30  # teams of the table that the page draws; the PDF has all
OUTCOMES: Final = {
    ContestOutcome.UPHELD: N_("The result is upheld"),
    ContestOutcome.RECOGNISED: N_("A mistake is recognised"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document. Kinds: heading, facts (term and value), table, text (lines), code (what it is, and the code)."""

    kind: str
    title: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    lines: Sequence[str] = ()
    # Columns of figures, from 0.
    figures: Sequence[int] = field(default=())


@dataclass(frozen=True, slots=True)
class Document:
    """What a PDF says: words only, nothing of them is read as markup."""

    title: str
    kicker: str
    lead: str
    foot: str
    # What stands under a table, and between a term and its value.
    star: str
    colon: str
    lang: str
    blocks: Sequence[Block]
    author: str = "Essaim"


def document(found: Minutes, locale: str) -> Document:
    """Return the minutes as the PDF says them."""
    title = gettext(locale, N_("Minutes of the deliberation"))
    event = local_text(found.hackathon.title, locale)
    return Document(
        title, event, found.title, f"{title} · {found.title}", gettext(locale, N_("* changed by the jury’s vote")),
        gettext(locale, N_(": ")), locale, blocks(found, locale),
    )  # fmt: skip


def moment(found: Minutes) -> datetime:
    """Return the moment that the minutes speak of last, so that the same minutes are the same file."""
    kept = found.talk.deliberation
    return found.publication.published_at if found.publication else kept.ended_at or kept.opened_at


def rank(place: int | None, locale: str) -> str:
    """Return a place in words: 1st, 2nd…; nothing for none."""
    if place is None:
        return ""
    named = {1: N_("1st"), 2: N_("2nd"), 3: N_("3rd")}
    return gettext(locale, named[place]) if place in named else translate(locale, N_("%(rank)sth"), {"rank": place})


def blocks(found: Minutes, locale: str) -> list[Block]:
    """Return the minutes in the order in which they are read."""
    zone, kept = found.hackathon.timezone, found.talk.deliberation

    def _(message: str, **params: Any) -> str:
        return translate(locale, message, params or None)

    ended = datetime_text(kept.ended_at, locale, zone) if kept.ended_at else _(N_("Not yet"))
    made = [
        Block("facts", rows=[
            (_(N_("Opened")), datetime_text(kept.opened_at, locale, zone)),
            (_(N_("Ended")), ended),
            (_(N_("Jury")), ", ".join(one.display_name for one in found.talk.room.jurors)),
            (_(N_("Jurors")), str(len(found.talk.room.jurors))),
        ]),
        Block("heading", _(N_("The rules, fixed before the first mark"))),
        Block("facts", rows=_rules(found, locale)),
        Block("heading", _(N_("Places by the marks and as decided"))),
        _table(found, locale),
        Block("heading", _(N_("Votes"))),
        *_votes(found, locale),
        *_after(found, locale),
        Block("heading", _(N_("To find the same again"))),
        Block("text", lines=[
            _(N_("The marks rank alone; what the jury decided stands beside them. Who runs the service finds every figure again "
                 "from the marks and rules kept with the result, with the command below; nothing else enters it.")),
        ]),
        Block("code", _(N_("Command")), lines=[f"essaim results recompute --hackathon {found.hackathon.slug}"]),
        Block("code", _(N_("Grid and rules (SHA-256)")), lines=[found.rubric.fingerprint or "–"]),
        Block("code", _(N_("Marks and rules that were talked about (SHA-256)")), lines=[kept.inputs_sha256]),
    ]  # fmt: skip
    if found.publication:
        made.append(Block("code", _(N_("Published result (SHA-256)")), lines=[found.publication.inputs_sha256]))
    version = f"Essaim {found.software}" + (f" · {found.method}" if found.method else "")
    made.append(Block("code", _(N_("Software and method")), lines=[version]))
    made.append(Block("text", lines=[_(N_("Signature of the president:"))]))
    return made


def _rules(found: Minutes, locale: str) -> list[tuple[str, str]]:
    def _(message: str, **params: Any) -> str:
        return translate(locale, message, params or None)

    rubric = found.rubric
    hours = rubric.contest_hours
    yes, no = _(N_("Yes")), _(N_("No"))
    means = N_("corrected for strict and lenient jurors where not everybody read everything")
    return [
        (_(N_("Votes needed to change a place")), str(rubric.quorum or _(N_("two thirds of those without a tie")))),
        (_(N_("Places that win")), str(rubric.awards)),
        (_(N_("The jury may give no award")), yes if rubric.no_award else no),
        (_(N_("The first place may be shared")), yes if rubric.co_award else no),
        (_(N_("Sheets needed to be ranked")), str(rubric.minimum_reads)),
        (_(N_("Means")), _(means) if rubric.estimator is Estimator.ADJUSTED else _(N_("plain"))),
        (
            _(N_("Time to contest")),
            ngettext(locale, "%(num)s hour", "%(num)s hours", hours) % {"num": hours} if hours else _(N_("None")),
        ),
    ]


def _table(found: Minutes, locale: str) -> Block:
    rows = found.talk.ranked
    adjusted = any(row.adjusted for row in rows)
    heads = [N_("Team"), N_("Plain mean"), *([N_("Corrected")] if adjusted else []), N_("By the marks"), N_("Decided")]
    return Block(
        "table",
        gettext(locale, N_("Places by the marks and as decided")),
        heads=[gettext(locale, head) for head in heads],
        rows=[_row(row, locale, adjusted=adjusted) for row in rows],
        figures=range(1, len(heads)),
    )


def _row(row: Row, locale: str, *, adjusted: bool) -> list[str]:
    name = row.team
    if row.away:
        name += f" ({gettext(locale, N_('Out:'))} {', '.join(row.away)})"
    if row.hidden:
        said = gettext(locale, N_("You are tied to this team."))
        return [name, "–", *(["–"] if adjusted else []), "–", said]
    means = [figure(row.raw, locale) or "–", *([figure(row.adjusted, locale) or "–"] if adjusted else [])]
    changed = " *" if row.decided != row.before else ""
    return [name, *means, rank(row.before, locale), rank(row.decided, locale) + changed]


def change(motion: Motion, team: str | None, place: int | None, locale: str) -> str:
    """Return what a motion asks; of a team that the reader is tied to, only that it is about it."""
    name = team or "–"
    if motion.kind is MotionKind.WITHHOLD:
        return gettext(locale, N_("Give no award"))
    if motion.kind is MotionKind.SHARE:
        return translate(locale, N_("%(team)s shares the first place"), {"team": name})
    return translate(locale, N_("%(team)s: %(place)s"), {"team": name, "place": rank(place, locale)}) if place else name


def _votes(found: Minutes, locale: str) -> list[Block]:
    if not found.talk.puts:
        return [Block("text", lines=[gettext(locale, N_("Nothing was put to the vote; the places are those of the marks."))])]
    made = []
    for put in found.talk.puts:
        place = put.motion.place if put.reason is not None else None
        made.append(Block("heading", f"{put.motion.number}. {change(put.motion, put.team, place, locale)}", figures=(3,)))
        made.append(Block("text", lines=[*([put.reason] if put.reason is not None else []), _counted(found, put, locale)]))
    if found.talk.deliberation.withheld:
        made.append(Block("text", lines=[gettext(locale, N_("The jury decided to give no award."))]))
    return made


def _counted(found: Minutes, put: Put, locale: str) -> str:
    motion = put.motion
    if motion.closed_at is None:
        return gettext(locale, N_("The vote is open."))
    said = N_("Carried") if motion.carried else N_("Not carried")
    counts = translate(
        locale,
        N_("%(votes_for)s for, %(votes_against)s against, %(abstained)s abstained"),
        {name: getattr(motion, name) for name in ("votes_for", "votes_against", "abstained")},
    )
    needed = translate(
        locale,
        N_("%(quorum)s votes were needed, of %(voters)s jurors without a tie."),
        {"quorum": put.quorum, "voters": put.voters},
    )
    closed = datetime_text(motion.closed_at, locale, found.hackathon.timezone)
    return " · ".join((gettext(locale, said), counts, needed, closed))


def _after(found: Minutes, locale: str) -> list[Block]:
    """Return what came with and after the publication: prizes apart, contests and their window."""
    if found.publication is None:
        return []
    zone = found.hackathon.timezone
    made = [Block("heading", gettext(locale, N_("The result")))]
    rows = [(gettext(locale, N_("Result published")), datetime_text(found.publication.published_at, locale, zone))]
    if found.contest_until:
        rows.append((gettext(locale, N_("To be contested until")), datetime_text(found.contest_until, locale, zone)))
    rows.append((gettext(locale, N_("Contests that wait for their answer")), str(found.waiting)))
    made.append(Block("facts", rows=rows))
    for one in found.contests:
        outcome = gettext(locale, OUTCOMES[ContestOutcome(one.outcome)])
        made.append(Block("text", lines=[f"{one.name}. {outcome}.", one.answer]))
    if found.prizes:
        made.append(Block("heading", gettext(locale, N_("Prizes apart from the ranking"))))
        nobody = gettext(locale, N_("Not given"))
        given = [(local_text(prize.name, locale), ", ".join(winners(prize)) or nobody) for prize in found.prizes]
        made.append(Block("facts", rows=given))
    return made
