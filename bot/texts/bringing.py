"""What is said about files that people bring without saying yet what to do with them."""

from collections.abc import Sequence

from bot.texts import Translator


def upload_summary(t: Translator) -> str:
    """Describe /upload."""
    return t("Bring files for this conversation's film; costs no credits (film studios only)")


def upload_how(t: Translator, *, studio: str, formats: Sequence[str], limit: int) -> str:
    """Tell how files are sent, and which; `limit` in bytes, 0 where there is none."""
    how = t(
        "Attach your files to a message. With words in it {studio} gets to work on them; without words I put them"
        " with this conversation's film, which costs nothing, and ask what to do."
    ).format(studio=studio)
    taken = t("It takes {formats}.").format(formats=t.series(formats)) if formats else ""
    size = t("A file may have up to {limit}.").format(limit=t.size(limit)) if limit else ""
    return " ".join(part for part in (how, taken, size) if part)


def brought(t: Translator, *, studio: str, files: Sequence[str]) -> str:
    """List what lies with the film now, and ask what to do with it."""
    head = t.plural(
        "{studio} has your file now; nothing was spent:", "{studio} has your files now; nothing was spent:", len(files)
    )
    asks = t.plural("What should I do with it? For example:", "What should I do with them? For example:", len(files))
    together = t.plural(
        "make a film of it with calm music", "put them together in this order, with calm music", len(files)
    )
    examples = (together, t("keep only the best 15 seconds"), t("add the title “Summer” at the beginning"))
    listed = [f"{number}. {file}" for number, file in enumerate(files, 1)]
    return "\n".join([head.format(studio=studio), *listed, "", asks, *(f"· {example}" for example in examples)])


def brought_at_once(t: Translator, *, count: int) -> str:
    """Close the card of a request that only brought files."""
    return t.plural("{count} file added, nothing was spent", "{count} files added, nothing was spent", count).format(
        count=t.number(count)
    )


def bringing(t: Translator) -> str:
    """Stand for the words of a request that has none."""
    return t("files for the film")


def each_summary(t: Translator) -> str:
    """Describe /each."""
    return t("Make a film of each file by itself, with the same words (film studios only)")


def each_button(t: Translator) -> str:
    """Label the way to one film per file."""
    return t("Each on its own…")


def each_title(t: Translator) -> str:
    """Head the form that asks what to do with each file."""
    return t("One film per file")


def each_label(t: Translator, *, count: int) -> str:
    """Ask what to do with each file, and say that each costs."""
    return t.plural(
        "What shall be made of each? {count} request, each paid for by itself.",
        "What shall be made of each? {count} requests, each paid for by itself.",
        count,
    ).format(count=t.number(count))


def each_what(t: Translator) -> str:
    """Ask for files to make films of."""
    return t("Attach at least two files to /each, or reply with it to a message of yours that has them.")


def each_begun(t: Translator, *, count: int) -> str:
    """Tell how many requests were begun, and how to get each film."""
    return t.plural(
        "{count} request begins, with a film of its own. Reply “export” to its card to get the film.",
        "{count} requests begin, each with a film of its own. Reply “export” to a card to get its film.",
        count,
    ).format(count=t.number(count))
