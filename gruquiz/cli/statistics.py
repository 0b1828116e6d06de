"""`stats`: statistics."""

import click

from gruquiz.cli.completion import deck_option
from gruquiz.cli.context import AppContext, json_option, pass_context, require_deck
from gruquiz.cli.output import emit, say

DAYS_AHEAD = 30


@click.command("stats")
@deck_option
@json_option
@pass_context
def stats(context: AppContext, deck: str | None, as_json: bool) -> None:
    """Show today's reviews, retention, and what is coming up.

    Retention is the share of right answers among each day's first answers to a card. Young cards
    had an interval below 21 days, mature ones 21 days or more.

    \b
    Example:
      gruquiz stats --deck GRU
    """
    from gruquiz.stats import statistics  # NumPy

    with context.session() as session:
        now = context.now
        deck = require_deck(session, deck)
        today = session.overview.today(now, deck)
        found = statistics(session.library, session.day(now), deck, ahead=DAYS_AHEAD)
    retention = {age: found.retention[age].rate for age in ("young", "mature")}
    if as_json:
        emit(
            {
                "today": {
                    "reviews": today.answers,
                    "again": today.again,
                    "minutes": round(today.minutes, 1),
                    "left": today.left,
                },
                "retention": retention,
                "forecast": list(found.forecast),
                "streak": today.streak,
            }
        )
        return
    say(
        f"today      {today.answers} answers, {today.again} again, "
        f"{today.minutes:.0f} minutes, {today.left} left"
    )
    shares = (f"{age} {_percent(rate)}" for age, rate in retention.items())
    say(f"retention  {', '.join(shares)}")
    week = " ".join(str(count) for count in found.forecast[:7])
    say(f"due        {week}  in the next 7 days, {sum(found.forecast)} in {DAYS_AHEAD}")
    say(f"streak     {today.streak} {'day' if today.streak == 1 else 'days'}")


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.0%}"
