"""How quickly a memory fades: the forgetting curve of FSRS-6."""

import math

DECAY = 0.1542
"""FSRS-6's published parameter 20: how quickly recall falls."""


def recall(stability: float, days: int, decay: float = DECAY) -> float:
    """The chance that a card is known so many days after its review: 0.9 after as many days as
    the stability."""
    factor = math.pow(0.9, -1 / decay) - 1
    return math.pow(1 + factor * max(days, 0) / stability, -decay)
