"""Mixed teams proposed with reasons: the door to the composition (P4).

Everything else is behind it: `team_types` and `team_results` say what goes in and comes out, `team_pipeline` does
the work. Importing this module is cheap; the libraries of the search are imported when it runs.
"""

from __future__ import annotations

from collections.abc import Callable

from app.science.team_problem import fold_employer, group_requests, resolve
from app.science.team_results import Proposal, Reason, Score
from app.science.team_score import evaluate
from app.science.team_types import Applicant, Band, Options, Problem, Progress, Slot, Weights

__all__ = [
    "Applicant",
    "Band",
    "Options",
    "Problem",
    "Progress",
    "Proposal",
    "Reason",
    "Score",
    "Slot",
    "Weights",
    "compose",
    "evaluate",
    "fold_employer",
    "group_requests",
    "resolve",
]


def compose(
    problem: Problem,
    options: Options = Options(),  # noqa: B008 - frozen
    progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Proposal:
    """Place people into teams, with the proof of how good that is, the reasons, and what could not be met.

    Never raises on ordinary input. The same problem, in whatever order, and the same options give the same result,
    unless `should_stop` ended the search. Holds the interpreter for as long as it runs.
    """
    from app.science.team_pipeline import run  # noqa: PLC0415 - numpy and the solver are for who composes only

    return run(problem, options, progress, should_stop)
