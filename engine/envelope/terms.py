"""The terms of a programme: reserve, what is already committed, shares, partial funding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ..errors import Where
from .candidates import Axis
from .sayings import Money, Rate, Said, said

WHOLE = 1_000_000
"""The whole envelope, in millionths."""

Side = Literal["minimum", "maximum"]


class Bound(NamedTuple):
    """An amount in cents, or a share of the envelope in millionths: one of the two."""

    cents: int = 0
    rate: int | None = None

    def least(self, envelope: int) -> int:
        """Return the least amount of cents that reaches the bound."""
        return self.cents if self.rate is None else -(-envelope * self.rate // WHOLE)

    def most(self, envelope: int) -> int:
        """Return the greatest amount of cents within the bound."""
        return self.cents if self.rate is None else envelope * self.rate // WHOLE


@dataclass(frozen=True, slots=True)
class Share:
    """What the dossiers of one value of an axis must receive together, at least or at most."""

    axis: Axis
    value: str
    name: str
    minimum: Bound | None = None
    maximum: Bound | None = None
    label: str | None = None
    where: Where = field(default_factory=Where, compare=False)

    @property
    def subject(self) -> Said:
        """The value in words: « la thématique décarbonation »."""
        return said(f"axe_{self.axis}", nom=self.name)

    def limits(self, envelope: int) -> Iterator[Limit]:
        """Yield the limits of the share in cents, for this envelope."""
        if self.minimum is not None:
            yield Limit(self, "minimum", self.minimum.least(envelope), self.minimum.rate)
        if self.maximum is not None:
            yield Limit(self, "maximum", self.maximum.most(envelope), self.maximum.rate)


class Limit(NamedTuple):
    """One side of a share, in cents."""

    share: Share
    side: Side
    cents: int
    rate: int | None

    @property
    def words(self) -> Said:
        """The limit as a part of a sentence, under the label its author gave it."""
        part = said("part_enveloppe", part=Rate(self.rate)) if self.rate is not None else ""
        named = said(self.side, montant=Money(self.cents), part=part, quoi=self.share.subject)
        if self.share.label:
            return said("libelle", libelle=self.share.label, limite=named)
        return named


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that binds a programme beside the envelope itself.

    ``committed`` gives the amount already committed to a reference, None where it is what the
    dossier asks for. ``least_part`` is the smallest percentage of its amount at which a dossier
    may be funded: 100 when partial funding is not allowed.
    """

    reserve: int = 0
    committed: Mapping[str, int | None] = field(default_factory=dict)
    least_part: int = 100
    shares: tuple[Share, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether a dossier may be funded in part."""
        return self.least_part < 100
