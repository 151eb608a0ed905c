"""The fairest lottery (C7): leximin after Flanigan and others (Nature, 2021), with a short cut.

1. *Mixtures*: the leximin chances of fractional panels, by small linear programs. No lottery can be fairer.
2. *Taking apart*: that mixture is taken apart into whole panels, one at a time, each as heavy as it can be.
   Almost always this succeeds, and then the chances of step 1 are reached and proved.
3. *Column generation*, when it does not: level by level, the weights of the known panels against the panel
   that would raise the poorest most, until there is none; strata that can rise no more are fixed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from app.science.lot_models import Interrupted, MixtureModel, NoPanel, PanelModel, Vector, WeightModel, shape_of
from app.science.lot_types import Lottery, Mix, Progress, Quota, Reached, Stop, Stratum, Tell

NEAR: Final = 1e-8  # levels this close are reached
DONE: Final = 1e-7  # a mixture with less than this left is taken apart
SAME: Final = 1e-6  # chances this close are the same
DECIMALS: Final = 9
PRICED: Final = 1e-3  # a price above this proves that a stratum can rise no more
LESS: Final = 4.0  # how much less must be left before the weights are looked at again, which costs as much as a panel
SMOOTH: Final = 0.5  # share of the best prices so far in those tried next


class Search:
    """One search: what is known so far, and whom to tell."""

    def __init__(
        self,
        strata: Sequence[Stratum],
        quotas: Sequence[Quota],
        places: int,
        *,
        target: Reached,
        tell: Tell | None,
        should_stop: Stop | None,
    ) -> None:
        self.strata, self.places, self.target, self.tell = tuple(strata), places, target, tell
        self.shape = shape_of(strata, quotas, places)
        self.panels = PanelModel(self.shape, should_stop)
        self.weights = WeightModel(self.shape)
        self.ideal = self._mixture()
        self.bound = float(min(self.ideal[self.ideal > 0.0]))
        self.never = {stratum for stratum, chance in enumerate(self.ideal) if chance == 0.0}
        self.fixed: dict[int, float] = dict.fromkeys(self.never, 0.0)
        self.reached, self.share = Reached.NOTHING, 0.0
        self.usable: Lottery | None = None

    def _mixture(self) -> Vector:
        """The leximin chances of mixtures; 0 for those who are in none."""
        model = MixtureModel(self.shape)
        while len(model.fixed) < model.count:
            level = model.level()
            if level is None:
                raise NoPanel
            model.fix(level[1], max(0.0, level[0]))
        ideal = np.array([model.fixed[stratum] for stratum in range(model.count)])
        ideal[ideal < SAME] = 0.0
        return ideal

    def run(self) -> Lottery:
        """As far as the target, or until stopped."""
        try:
            self._take_apart()
            if not self._enough():
                self._generate()
        except Interrupted:
            return self._stopped()
        return self._lottery(complete=True) if self.usable is None else self.usable

    def _enough(self) -> bool:
        return self.reached is Reached.LEXIMIN or self.reached is self.target

    def _take_apart(self) -> None:
        sizes, matrix = self.shape.sizes, self.shape.matrix
        left, rest = self.ideal * sizes, 1.0
        start, look = _open(left), 1.0 / LESS
        while rest > DONE:
            snap = DONE / 100 / rest
            share = _snapped(left / rest, snap)
            rows = _snapped(matrix @ share, snap)
            panel = self.panels.near(share, rows)
            if panel is None:
                break
            taken = _heaviest(share, rows, np.array(panel), matrix @ np.array(panel))
            left, rest = left - rest * taken * np.array(panel), rest * (1.0 - taken)
            self.weights.add(panel)
            if rest > DONE:
                whole = 1.0 - _open(_snapped(left / rest, snap)) / start
                self.share = max(self.share, whole, math.log(rest) / math.log(DONE))
            if rest < look:
                self._look_lowest()
                look = rest / LESS
            if self._enough():
                return
            self._say()
        if self.weights.panels:
            self._look()

    def _look(self) -> None:
        """Weigh the known panels: is the ideal reached, or at least its lowest chance?"""
        if self._lift_from(self.ideal, np.ones(len(self.strata))) > -NEAR:
            self.fixed = dict(enumerate(self.ideal))
            self._use(Reached.LEXIMIN)
        else:
            self._look_lowest()

    def _look_lowest(self) -> None:
        can = (self.ideal > 0.0).astype(np.float64)
        if self.reached is Reached.NOTHING and self._lift_from(can * 0.0, can) > self.bound - NEAR:
            self.fixed = {t: chance for t, chance in enumerate(self.ideal) if chance < self.bound + SAME}
            self._lift()
            self._use(Reached.MAXIMIN)

    def _lift_from(self, floors: Vector, slopes: Vector) -> float:
        self.weights.aim(floors, slopes)
        return self.weights.solve()[0]

    def _lift(self) -> None:
        """Weigh so that all keep what is proved, nobody is under the bound, and all come as near the ideal as they can."""
        floors = np.array([self.fixed.get(t, self.bound) for t in range(len(self.strata))])
        self._lift_from(floors, np.maximum(self.ideal - floors, 0.0))

    def _use(self, reached: Reached) -> None:
        self.reached = reached
        if reached is Reached.LEXIMIN:
            self.share = 1.0
        self.usable = self._lottery(complete=self._enough())
        self._say(self.usable)

    def _generate(self) -> None:
        """Level by level with every panel proved: the road when mixtures promise more than whole panels can give."""
        count = len(self.strata)
        if not self.weights.panels:
            first, _ = self.panels.best(1.0 / self.shape.sizes)
            if first is None:
                raise NoPanel
            self.weights.add(first)
        mixture = MixtureModel(self.shape)
        self.fixed = {}
        while len(self.fixed) < count:
            level = mixture.level()
            if level is None:
                raise NoPanel
            value, price = self._raise(level[0])
            tight = level[1] if price is None else self._proved(price)
            mixture.fix(tight, value)
            self.fixed.update(dict.fromkeys(tight, value))
            if value < SAME:
                self.never.update(tight)
            elif self.reached is Reached.NOTHING:
                self.bound = value
                self._lift()
                self._use(Reached.MAXIMIN)
                if self._enough():
                    return
            self.share = max(self.share, len(self.fixed) / count)
            self._say()
        self.ideal = np.array([self.fixed[stratum] for stratum in range(count)])
        self._lift_from(self.ideal, np.ones(count))
        self._use(Reached.LEXIMIN)

    def _proved(self, price: Vector) -> list[int]:
        """Those whose price proves that they can rise no more."""
        free = [t for t in range(len(self.strata)) if t not in self.fixed]
        least = min(PRICED, max(price[t] for t in free) / 2)
        return [t for t in free if price[t] > least]

    def _raise(self, cap: float) -> tuple[float, Vector | None]:
        """Raise those not fixed as far as any panels allow; the prices that prove it, None when `cap` is met."""
        count = len(self.strata)
        slopes = np.array([float(stratum not in self.fixed) for stratum in range(count)])
        floors = np.array([self.fixed.get(stratum, 0.0) for stratum in range(count)])
        self.weights.aim(floors, slopes)
        best = np.inf
        proof: Vector | None = None
        while True:
            value, price = self.weights.solve()
            if value > cap - NEAR / 10:
                return max(0.0, min(value, cap)), None
            for share in (SMOOTH, 0.0):
                tried = price if proof is None else share * proof + (1 - share) * price
                panel, worth = self.panels.best(tried / self.shape.sizes)
                limit = (worth - float(tried @ floors)) / float(tried @ slopes)
                if limit < best:
                    best, proof = limit, tried
                new = panel is not None and self.weights.add(panel)
                if new or best - value < NEAR / 10:
                    break
            self._say()
            if not new or best - value < NEAR / 10:
                return max(0.0, value), proof

    def _stopped(self) -> Lottery:
        """The best so far: towards the ideal when everyone's floor is reached, else towards that floor."""
        can = (self.ideal > 0.0).astype(np.float64)
        if self.usable is None and self.weights.panels:
            self._lift_from(np.zeros(len(self.strata)), can)
        elif self.usable is not None and self.reached is Reached.MAXIMIN:
            self._lift()
        return self._lottery(complete=False)

    def _lottery(self, *, complete: bool) -> Lottery:
        weights = self.weights.weights() if self.weights.panels else []
        found = sorted((panel, weight) for panel, weight in zip(self.weights.panels, weights, strict=True) if weight)
        mixes = tuple(Mix(panel, weight) for panel, weight in found)
        people = np.array([mix.counts for mix in mixes]).T @ np.array([mix.weight for mix in mixes]) if mixes else self.ideal * 0
        proved = self.reached is Reached.LEXIMIN  # then the weights differ from it by the solver's noise only
        chances = [min(1.0, round(float(chance), DECIMALS)) for chance in (self.ideal if proved else people / self.shape.sizes)]
        lowest = min(chance for stratum, chance in enumerate(chances) if stratum not in self.never)
        return Lottery(
            places=self.places,
            strata=self.strata,
            mixes=mixes,
            chances={id_: chance for stratum, chance in zip(self.strata, chances, strict=True) for id_ in stratum.ids},
            reached=self.reached,
            fixed=len(self.fixed),
            lowest=lowest,
            bound=self.bound,
            complete=complete,
        )

    def _say(self, lottery: Lottery | None = None) -> None:
        if self.tell is not None:
            lowest = self.usable.lowest if self.usable is not None else 0.0
            known = len(self.weights.panels)
            self.tell(Progress(self.reached, len(self.fixed), len(self.strata), known, lowest, self.bound, self.share, lottery))


def _open(people: Vector) -> int:
    """How many entries are not whole."""
    return int(np.sum(people != np.rint(people)))


def _snapped(values: Vector, snap: float) -> Vector:
    whole = np.rint(values)
    return np.where(np.abs(values - whole) < snap, whole, values)


def _heaviest(share: Vector, rows: Vector, panel: Vector, panel_rows: Vector) -> float:
    """The largest weight of `panel` in the mixture `share` that leaves a mixture within the same whole numbers."""
    values, taken = np.concatenate([share, rows]), np.concatenate([panel, panel_rows])
    part, up = values - np.floor(values), taken > np.floor(values)
    between = part > 0.0
    return float(min([1.0, *part[between & up], *(1.0 - part[between & ~up])]))
