"""`optimize` and `workload`: what the learner's own reviews say of their memory."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gruquiz.cli.completion import deck_option
from gruquiz.cli.context import AppContext, json_option, pass_context, require_deck
from gruquiz.cli.output import columns, emit, say

if TYPE_CHECKING:
    from gruquiz.fitting import Comparison, ReviewHistory


@click.command("optimize")
@deck_option
@click.option(
    "--reviews",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Fit to this table instead: a line a review with card_id, review_rating (1 to 4), "
    "review_time and review_duration.  [default: the library's log]",
)
@json_option
@pass_context
def optimize(context: AppContext, deck: str | None, file: Path | None, as_json: bool) -> None:
    """Fit FSRS-6's parameters to your reviews, and say what they gain.

    Four models predict the newest 30 % of the answers that came a day or more after the card's
    last, knowing only the older ones: the average, SM-2 (its interval read as the time to 90 %),
    FSRS-6 as published, and FSRS-6 fitted. Less is better. The parameters shown are then fitted to
    all reviews; config.toml takes them as they are printed. Nothing in the library changes.

    \b
    Example:
      gruquiz optimize --reviews reviews.csv
      gruquiz optimize --reviews reviews.csv --json
    """
    if file is not None and deck is not None:
        raise click.UsageError("--reviews is a file of its own: it has no decks")
    from gruquiz.fitting import compare  # NumPy and the fitting library

    comparison = compare(_history(context, deck, file))
    if as_json:
        emit(_document(comparison))
        if comparison.gain is None:
            say(f"gruquiz: {_too_few(comparison)}.", err=True)
    else:
        _show(comparison)


def _history(context: AppContext, deck: str | None, file: Path | None) -> "ReviewHistory":
    from gruquiz.fitting import deck_history, read_reviews  # as above

    if file is not None:
        return read_reviews(file, context.config.rollover_hour)
    with context.session() as session:
        return deck_history(session.library, require_deck(session, deck))


def _document(comparison: "Comparison") -> dict[str, object]:
    models = [
        {
            "model": score.model,
            "log_loss": round(score.log_loss, 4),
            "rmse_bins": round(score.rmse_bins, 4),
        }
        for score in comparison.scores
    ]
    return {
        "reviews": comparison.reviews,
        "evaluated": comparison.evaluated,
        "models": models,
        "parameters": list(comparison.parameters),
        "applied": False,
    }


def _too_few(comparison: "Comparison") -> str:
    from gruquiz.fitting import FEWEST_REVIEWS  # as above

    return (
        f"{comparison.reviews} reviews: below {FEWEST_REVIEWS} FSRS's default parameters serve "
        "better than fitted ones"
    )


def _show(comparison: "Comparison") -> None:
    say(f"{comparison.reviews:,} reviews, the newest {comparison.evaluated:,} of them predicted")
    say()
    rows = [(one.model, f"{one.log_loss:.4f}", f"{one.rmse_bins:.4f}") for one in comparison.scores]
    columns([("model", "log loss", "RMSE in bins"), *rows], "lrr")
    say()
    gain = comparison.gain
    if gain is None:
        say(f"{_too_few(comparison)}:")
    else:
        verdict = (
            "The fitted parameters predict better than the defaults"
            if gain.is_clear
            else "Keep the default parameters: the fitted ones are not clearly better"
        )
        say(verdict)
        say(
            f"(log loss {-gain.difference:+.4f} ± {gain.standard_error:.4f}, by a paired bootstrap "
            f"of {comparison.evaluated:,} reviews)."
        )
        say(f"Fitted to all {comparison.reviews:,} reviews:")
    say("fsrs_parameters = [")
    for begin in range(0, len(comparison.parameters), 7):
        say(f"  {', '.join(f'{one:.4f}' for one in comparison.parameters[begin : begin + 7])},")
    say("]")


@click.command("workload")
@deck_option
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=365,
    show_default=True,
    help="How long the cards are studied on.",
)
@json_option
@pass_context
def workload(context: AppContext, deck: str | None, days: int, as_json: bool) -> None:
    """Show what a desired retention costs: reviews, minutes, cards remembered.

    Your cards are studied on by FSRS-6 for each retention from 0.70 to 0.97, with parameters
    fitted to your answers, and with your own grades and times. New cards come by the daily limit.
    Marked is the retention that takes the least time for each card remembered at the end.

    \b
    Example:
      gruquiz workload --days 90
    """
    from gruquiz.fitting import (  # NumPy and the fitting library
        DEFAULT_PARAMETERS,
        deck_cards,
        deck_history,
        habits_of,
        simulate_workload,
        usual_parameters,
    )

    with context.session() as session:
        deck = require_deck(session, deck)
        history = deck_history(session.library, deck)
        parameters = usual_parameters(history)
        today = session.day(context.now)
        cards = deck_cards(session.library, deck, history, parameters, today)
        options = session.config.options if deck is None else session.config.of(deck)
        found = simulate_workload(cards, parameters, habits_of(history), days, options.new)
    if as_json:
        emit(
            {
                "days": days,
                "points": [
                    {
                        "retention": point.retention,
                        "reviews": round(point.reviews, 1),
                        "minutes": round(point.minutes, 1),
                        "remembered": round(point.remembered),
                    }
                    for point in found.points
                ],
                "recommended": found.recommended,
            }
        )
        return
    say(f"{len(cards):,} cards over {days} days, simulated on {len(history):,} of your reviews")
    if parameters == DEFAULT_PARAMETERS:
        say("They are too few to fit to: FSRS's published parameters are used.")
    say()
    rows = [
        (
            f"{point.retention:.2f}",
            f"{point.reviews:.1f}",
            f"{point.minutes:.1f}",
            f"{point.remembered:,.0f}",
            "least time for each card" if point.retention == found.recommended else "",
        )
        for point in found.points
    ]
    columns([("retention", "reviews a day", "minutes a day", "remembered", ""), *rows], "rrrrl")
