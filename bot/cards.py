"""What a turn's status card shows; pure."""

from dataclasses import dataclass
from functools import partial

from bot.chat import Button, Card, Link, Phase, Post, Tone
from bot.store.turns import Turn
from bot.texts import Say, Translator, shortened
from bot.texts import choice as choice_texts
from bot.texts import exporting as export_texts
from bot.texts import studio as studio_texts
from bot.texts import turn as texts

PROMPT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a turn stands: the sentence, the turns ahead, when it ended, and what can be pressed besides Stop."""

    phase: Phase
    says: Say
    ahead: int = 0
    until: float | None = None
    buttons: tuple[Button, ...] = ()


def in_line(studio: str, ahead: int, full: int) -> Standing:
    """Place a waiting turn behind `ahead` others; the first one waits for one of the `full` that fill its account."""
    waits_for_account = partial(studio_texts.account_full, studio=studio, count=full)
    says = waits_for_account if full and not ahead else partial(texts.queued, ahead=ahead)
    return Standing(Phase.QUEUED, says, ahead)


def at_door(_studio: str, ahead: int) -> Standing:
    """Place a waiting turn while nothing may begin on its account."""
    return Standing(Phase.QUEUED, partial(texts.queued_at_door, ahead=ahead), ahead)


UNSENT = frozenset({Phase.QUEUED, Phase.PREPARING})
ENDED = frozenset({Phase.DONE, Phase.FAILED, Phase.STOPPED, Phase.UNSURE})


def compose(turn: Turn, standing: Standing, t: Translator) -> Post:
    """Draw the card: its sentence, a way to stop while there is something to stop, the way to the project."""
    link = turn.ref.place.link if turn.ref else turn.prepared.place.link if turn.prepared else None
    wished = choice_texts.wished(t, models=[model.label for model in turn.wishes.prefer], upscale=turn.wishes.upscale)
    exported = export_texts.exporting(t, format=turn.wishes.export.upper()) if turn.wishes.export else ""
    asked = texts.asked(t, name=turn.name, prompt=shortened(turn.text, PROMPT_LENGTH)) if turn.aside else ""
    return Post(
        text="\n".join(part for part in (asked, standing.says(t), wished, exported) if part),
        buttons=standing.buttons if standing.phase in ENDED else (*standing.buttons, *_ways_out(turn, standing, t)),
        links=(Link(texts.project_link(t), link),) if link and standing.phase in ENDED else (),
        reply_to=turn.request,
        card=Card(standing.phase, standing.ahead, turn.started_at or turn.created_at, standing.until),
    )


def _ways_out(turn: Turn, standing: Standing, t: Translator) -> tuple[Button, ...]:
    stop = Button(texts.stop(t), turn.stop_token, Tone.DANGER)
    if standing.phase not in UNSENT or turn.without_token is None or not (turn.wishes.prefer or turn.wishes.upscale):
        return (stop,)
    return Button(choice_texts.without(t), turn.without_token), stop
