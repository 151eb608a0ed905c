"""Voting for a prize: jurors and teams with their account, the public by a link that comes by mail or by a printed code. (J6)

A voter is a fingerprint under the server's key, made from the person, the address or the code; neither is stored beside a
ballot. Who asks for a link is told the same whether their address is known, has voted, or asked too often.
"""

import ipaddress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import journal, prizes
from app.domain.policy import Action, require
from app.domain.ties import RECUSED
from app.errors import INVALID, TOO_MANY, NotFound, Refused, code, refuse
from app.i18n import N_
from app.models.base import new_id
from app.models.journal import Delivery
from app.models.person import Person
from app.models.prize import Prize, PrizeAsk, PrizeKind, PrizeVote, VoteChannel
from app.queries import prizes as queries
from app.security import derive, derived_code, derived_token, email_key, same

CODE_LETTERS: Final = 10
MOST_CODES: Final = 2000
# In an hour: mails to one address, and asks from one neighbourhood of the network, where a whole room may sit.
MAILS: Final = 3
ASKS: Final = 300
HOUR: Final = timedelta(hours=1)
GMAIL: Final = {"gmail.com", "googlemail.com"}
WRONG_VOTE_CODE: Final = code("wrong_vote_code", 422)


def mailbox(email: str) -> str:
    """Return what is the same for all the spellings of an address that lead to one mailbox: `a+b@c` is `a@c`."""
    local, _, domain = email_key(email).rpartition("@")
    local = local.partition("+")[0]
    return f"{local.replace('.', '')}@gmail.com" if domain in GMAIL else f"{local}@{domain}"


def voter_of(prize: Prize, channel: VoteChannel, identity: object, key: bytes) -> str:
    """Return the fingerprint of a voter, which differs from prize to prize."""
    return derive(key, f"prize-voter {channel.value} {identity}", prize.id).hex()


def network_of(prize: Prize, host: str | None, key: bytes) -> str:
    """Return the fingerprint of the neighbourhood that a request comes from: a /24 of IPv4, a /48 of IPv6."""
    try:
        address = ipaddress.ip_address(host or "")
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        near = str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))  # noqa: PLR2004 - IPv4
    except ValueError:
        near = host or ""
    return derive(key, f"prize-network {near}", prize.id).hex()[:16]


def token_of(vote: PrizeVote, key: bytes) -> str:
    """Return the secret of a ballot's address, which a mail or a printed code leads to."""
    return derived_token(key, "prize-vote", vote.id)


def check_token(vote: PrizeVote, token: str, key: bytes) -> None:
    """Raise `NotFound` unless the token is the one of the ballot's address."""
    if not same(token, token_of(vote, key)):
        raise NotFound


def code_of(vote: PrizeVote, key: bytes) -> str:
    """Return the printed code of a ballot, in two halves."""
    letters = _letters(vote.id, key)
    return f"{letters[:5]}-{letters[5:]}"


def _letters(vote_id: UUID, key: bytes) -> str:
    return derived_code(key, "prize-vote", vote_id, CODE_LETTERS)


def issue_codes(db: Db, actor: Person, prize: Prize, number: int, *, key: bytes, at: datetime) -> Prize:
    """Make codes for people in the room, each for one vote; two thousand at most."""
    require(db, actor, Action.ISSUE_VOTE_CODES, prize, at=at)
    if prize.kind is not PrizeKind.PUBLIC or queries.state(prize, at) not in {"draft", "planned", "open"}:
        raise prizes.closed()
    if len(queries.codes(db, prize)) + number > MOST_CODES:
        raise refuse(INVALID, N_("There are two thousand codes at most."), field_="number")
    for _ in range(number):
        made = new_id()
        voter = voter_of(prize, VoteChannel.CODE, _letters(made, key), key)
        db.add(PrizeVote(id=made, prize_id=prize.id, voter=voter, channel=VoteChannel.CODE, asked_at=at))
    db.flush()
    journal.record(db, prize.hackathon_id, actor, Action.ISSUE_VOTE_CODES, prize, at=at, codes=number)
    return prize


def ask_link(db: Db, prize: Prize, email: str, *, locale: str, network: str, key: bytes, at: datetime) -> None:
    """Send the link to the ballot of an address; the same address always has the same ballot.

    The address goes into the mail that waits, which forgets it when it is sent. More than three mails an hour to one address
    are not sent, and nothing tells; more than 300 asks an hour from one neighbourhood are refused (`too_many`).
    """
    _public(db, prize, Action.ASK_VOTE_LINK, at)
    if not prize.by_mail:
        raise refuse(prizes.VOTE_CLOSED, N_("One votes for this prize with a printed code only."))
    _not_too_often(db, prize, network, at)
    voter = voter_of(prize, VoteChannel.MAIL, mailbox(email), key)
    before = queries.asks(db, prize.id, at - HOUR, voter=voter)
    db.add(PrizeAsk(prize_id=prize.id, voter=voter, network=network, at=at))
    # The entry names the prize, not the ballot, so that the journal leads to nobody.
    entry = journal.record(db, prize.hackathon_id, None, Action.ASK_VOTE_LINK, prize, at=at)
    if before >= MAILS:
        return
    vote = queries.vote_of(db, prize.id, voter)
    if vote is None:
        vote = PrizeVote(prize_id=prize.id, voter=voter, channel=VoteChannel.MAIL, network=network, asked_at=at)
        db.add(vote)
        db.flush()
    db.add(
        Delivery(
            entry_id=entry.id, template="prize_link", address=email, locale=locale, subject_id=vote.id, next_at=at, created_at=at
        )
    )
    db.flush()


def find_code(db: Db, prize: Prize, typed: str, *, network: str, key: bytes, at: datetime) -> PrizeVote | None:
    """Return the ballot of a typed code, None where there is none; counts that, so that nobody guesses by the thousand.

    In a unit of its own, so that the count stays.
    """
    _public(db, prize, Action.TYPE_VOTE_CODE, at)
    _not_too_often(db, prize, network, at)
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    found = queries.vote_of(db, prize.id, voter_of(prize, VoteChannel.CODE, letters, key))
    if found is None:
        db.add(PrizeAsk(prize_id=prize.id, network=network, at=at))
        db.flush()
        journal.record(db, prize.hackathon_id, None, Action.TYPE_VOTE_CODE, prize, at=at)
    return found


def wrong_code() -> Refused:
    return refuse(WRONG_VOTE_CODE, N_("This code is none of those that were given out. Check its ten characters."), field_="code")


def _public(db: Db, prize: Prize, action: Action, at: datetime) -> None:
    require(db, None, action, prize, at=at)
    if prize.kind is not PrizeKind.PUBLIC:
        raise NotFound
    if queries.state(prize, at) != "open":
        raise prizes.closed()


def _not_too_often(db: Db, prize: Prize, network: str, at: datetime) -> None:
    if queries.asks(db, prize.id, at - HOUR, network=network) >= ASKS:
        raise refuse(TOO_MANY, N_("Very many people near you asked within the hour. Try again later, or ask for a printed code."))


def cast(db: Db, prize: Prize, vote: PrizeVote, team_id: UUID, *, network: str, at: datetime) -> PrizeVote:
    """Keep the vote of who holds a ballot's address; until the vote closes it may be changed, the same again changes nothing."""
    _public(db, prize, Action.CAST_VOTE, at)
    if team_id not in {team.id for team in queries.teams_of(db, prize)}:
        raise refuse(INVALID, N_("Choose among the teams of this challenge."), field_="team_id")
    if vote.team_id == team_id:
        return vote
    vote.team_id, vote.cast_at, vote.network = team_id, at, network
    db.add(vote)
    db.flush()
    journal.record(db, prize.hackathon_id, None, Action.CAST_VOTE, prize, at=at, channel=vote.channel.value)
    return vote


def vote_as(db: Db, actor: Person, prize: Prize, team_id: UUID | None, *, key: bytes, at: datetime) -> None:
    """Keep a juror's or a team member's secret vote, or that they abstain; until the vote closes it may be changed."""
    require(db, actor, Action.VOTE_PRIZE, prize, at=at)
    may = queries.voters_of(db, prize).get(actor.id)
    if may is None:
        raise NotFound
    if queries.state(prize, at) != "open":
        raise prizes.closed()
    if team_id is not None and team_id not in may:
        if team_id not in {team.id for team in queries.teams_of(db, prize)}:
            raise refuse(INVALID, N_("Choose among the teams of this challenge."), field_="team_id")
        if prize.kind is PrizeKind.PEERS:
            raise refuse(INVALID, N_("Nobody votes for their own team."), field_="team_id")
        raise refuse(RECUSED, N_("You are tied to this team, or have not said yet that you are not: you cannot choose it."))
    voter = own_voter(prize, actor, key)
    vote = queries.vote_of(db, prize.id, voter)
    if vote is not None and vote.cast_at is not None and vote.team_id == team_id:
        return
    channel = VoteChannel.JUROR if prize.kind is PrizeKind.JURY else VoteChannel.PEER
    vote = vote or PrizeVote(prize_id=prize.id, voter=voter, channel=channel, asked_at=at)
    vote.team_id, vote.cast_at = team_id, at
    db.add(vote)
    db.flush()
    # For whom is not in the journal, only that somebody did.
    journal.record(db, prize.hackathon_id, actor, Action.VOTE_PRIZE, prize, at=at)


def own_voter(prize: Prize, person: Person, key: bytes) -> str:
    """Return the fingerprint under which a juror or a member of a team votes."""
    return voter_of(prize, VoteChannel.JUROR if prize.kind is PrizeKind.JURY else VoteChannel.PEER, person.id, key)
