"""Matches found cards with known ones, by their content, never by number."""

from gruquiz.identity.pairing import LikelyPair, Pairing, pair
from gruquiz.identity.vault_pairing import pair_across_vault

__all__ = ["LikelyPair", "Pairing", "pair", "pair_across_vault"]
