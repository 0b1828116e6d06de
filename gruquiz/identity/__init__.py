"""Which known card each found card is: cards are matched by what they say, never by number."""

from gruquiz.identity.across import across
from gruquiz.identity.pairing import Likely, Pairing, pair

__all__ = ["Likely", "Pairing", "across", "pair"]
