"""How a deck is studied."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeckOptions:
    """How a deck is studied; a sub-deck takes its parent's where it says nothing."""

    scheduler: str = "sm2"
    """sm2 or fsrs. On 9,999 learners' logs the published benchmark has a log loss of 0.547 for
    SM-2, which was not made to predict, 0.339 for FSRS-6, 0.321 with weights trained for each."""
    sm2_variant: str = "paper"
    """paper or reference: which of its author's two descriptions is followed."""
    new: int = 20
    """New cards a day, sub-decks included."""
    reviews: int = 200
    """Reviews a day, sub-decks included."""
    new_order: str = "after"
    """Whether new cards come after the reviews, before them or mixed among them."""
    bury_siblings: bool = True
    """New cards of a block wait for tomorrow once another card of it is asked today."""
    retention: float = 0.9
    """FSRS: the share of due cards that should be remembered."""
    fsrs_parameters: tuple[float, ...] = ()
    """FSRS-6's 21, as `gruquiz optimize` or Anki fits them; () are the published ones."""
    fuzz: bool = False
    """Move due dates by up to 5 % to the quietest day; off keeps SM-2's own intervals."""
    lateness: bool = False
    """Credit half of the days that a card was late when it is still known."""
    easy_days: tuple[int, ...] = ()
    """Days of the week to keep light, 0 is Monday; used with `fuzz`."""
    maximum_interval: int = 36500
    """Days."""
    leech_lapses: int = 8
    """Lapses after which a card is set aside as a leech; 0 never."""
    leech_again: int = 4
    """Lapses after which it is set aside again."""
