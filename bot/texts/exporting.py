"""What is said about films that are timelines: their export, their captions, what lies on them."""

from collections.abc import Sequence

from bot.texts import Translator


def export_summary(t: Translator) -> str:
    """Describe /export."""
    return t("Get the finished film of this conversation here; costs no credits (film studios only)")


def export_format(t: Translator) -> str:
    """Describe the choice of a format."""
    return t("The film as mp4, or its captions as srt or vtt")


def export_size(t: Translator) -> str:
    """Describe the choice of a size, of which there is one."""
    return t("The film's size; there is one")


def export_request(t: Translator, *, format: str) -> str:  # noqa: A002 (it is the format)
    """Put the wish for the finished film into words, in the person's name."""
    return t("Export the film as {format}").format(format=format)


def export_button(t: Translator) -> str:
    """Label the way to the finished film."""
    return t("Export")


def captions(t: Translator, *, format: str) -> str:  # noqa: A002
    """Introduce the file with a film's captions."""
    return t("The captions of this film as {format}:").format(format=format)


def exporting(t: Translator, *, format: str) -> str:  # noqa: A002
    """Tell on the card that nothing new is asked for."""
    return t("export as {format}, costs no credits").format(format=format)


def one_size(t: Translator, *, size: str, asked: str) -> str:
    """Answer the wish for a size."""
    if asked == size:
        return t("The film comes in {size}.").format(size=size)
    return t("The film comes in {size}: {asked} is not offered.").format(size=size, asked=asked)


def not_exported(t: Translator, *, format: str, formats: Sequence[str]) -> str:  # noqa: A002
    """Refuse a format, naming those that there are."""
    return t("A film cannot be exported as {format}, only as {formats}. Write “export” and it comes.").format(
        format=format, formats=t.series(formats)
    )


def timeline_summary(t: Translator) -> str:
    """Describe /timeline."""
    return t("What lies on this conversation's timeline, track by track (film studios only)")


def credits_left(t: Translator, *, studio: str, available: float, frozen: float, total: float) -> str:
    """Tell a studio account's credits; those held back are explained."""
    told = t("{studio} has {available} credits left.").format(studio=studio, available=t.number(available))
    if not frozen:
        return told
    held = t("{frozen} more are held back for what is being made now, which makes {total} in all.")
    return f"{told} {held.format(frozen=t.number(frozen), total=t.number(total))}"


def not_with(t: Translator, *, command: str, studio: str, others: Sequence[str]) -> str:
    """Refuse a command that does nothing with the studio of a channel, naming the accounts that it is for."""
    told = t("/{command} does nothing with {studio}, which works here.").format(command=command, studio=studio)
    if not others:
        return told
    way = t("It is for {accounts}: /studio {first} changes to it.")
    return f"{told} {way.format(accounts=t.series(others), first=others[0])}"
