"""The long texts of the demonstration: complete, varied, the same each time."""

from __future__ import annotations

from app.demo.content import (
    ADIE_CHECK_INS,
    ANNOUNCEMENTS,
    CHARTER_V1,
    CHARTER_V2,
    CHECK_INS,
    PRACTICES,
    REUSES,
    REVIEWS,
    debriefs,
    prototypes_for,
)
from app.demo.facts import CAMPUS, JURY
from app.models.commons import PracticeSource
from app.models.incubation import ReviewDecision

EVERY = [prototype for challenge in (*CAMPUS.challenges, *JURY.challenges) for prototype in prototypes_for(challenge.key)]


def test_each_team_of_the_living_events_has_its_own_prototype() -> None:
    for challenge in (*CAMPUS.challenges, *JURY.challenges):
        assert len(prototypes_for(challenge.key)) == challenge.teams
    assert len({prototype.name for prototype in EVERY}) == len({prototype.team for prototype in EVERY}) == len(EVERY) == 29
    assert len({prototype.content for prototype in EVERY}) == len({prototype.deployment for prototype in EVERY}) == 29
    assert prototypes_for("unknown") == ()


def test_every_part_is_filled_and_within_the_forms_limits() -> None:
    for prototype in EVERY:
        assert len(prototype.team) <= 80
        assert 300 < len(prototype.content) <= 20000
        assert "Total" in prototype.budget
        assert prototype.deployment.count("\n") == 2
        assert 20 < len(prototype.serves_why) <= 2000
        assert "{" not in prototype.content + prototype.deployment + prototype.serves_why
        assert " :" not in prototype.content + prototype.budget


def test_texts_are_the_same_each_time() -> None:
    assert prototypes_for("habitat", 3) == prototypes_for("habitat", 3) != prototypes_for("habitat", 4)
    assert debriefs(1, 30) == debriefs(1, 30)
    assert {debrief.shared for debrief in debriefs(1, 30)} == {True, False}


def test_the_second_charter_adds_one_rule() -> None:
    for language in ("fr", "en"):
        assert CHARTER_V2[language].startswith(CHARTER_V1[language])
        assert CHARTER_V2[language].count("\n") == CHARTER_V1[language].count("\n") + 1


def test_invented_accounts_say_so_and_adie_tells_only_the_record() -> None:
    assert all("(Démonstration)" in check_in.done for check_in in CHECK_INS)
    assert all("(Démonstration)" in review.reason for review in REVIEWS)
    assert {review.decision for review in REVIEWS} <= {decision.value for decision in ReviewDecision}
    assert [check_in.progress for check_in in ADIE_CHECK_INS] == [20, 100]
    assert all(announcement.body for announcement in ANNOUNCEMENTS)


def test_sheets_are_complete_and_the_family_tree_holds() -> None:
    keys = {practice.key for practice in PRACTICES}
    assert len(keys) == len(PRACTICES)
    for practice in PRACTICES:
        assert practice.parent is None or practice.parent in keys
        assert practice.source in {source.value for source in PracticeSource}
        parts = (practice.context, practice.problem, practice.what_was_done, practice.what_it_takes, practice.what_failed)
        assert all(isinstance(part, str) and len(part) > 20 for part in parts)
    for reuse in REUSES:
        assert reuse.practice in keys
        assert reuse.child is None or reuse.child in keys
