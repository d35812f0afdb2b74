"""What each setting is called, and what it does."""

from bot.texts import Translator


def language(t: Translator) -> str:
    """Name the setting."""
    return t("Language")


def language_about(t: Translator) -> str:
    """Say what it does."""
    return t("The language I answer in. Automatic is the one your app tells me.")


def reasoning(t: Translator) -> str:
    """Name the setting."""
    return t("Thinking")


def reasoning_about(t: Translator) -> str:
    """Say what it does."""
    return t(
        "How deeply the studio thinks before it works. A conversation keeps what it began with, so another choice "
        "begins a new conversation."
    )


def prefer(t: Translator) -> str:
    """Name the setting."""
    return t("Preferred models")


def prefer_about(t: Translator) -> str:
    """Say what it does."""
    return t("The studio uses these where they fit, the first one first.")


def only(t: Translator) -> str:
    """Name the setting."""
    return t("Allowed models")


def only_about(t: Translator) -> str:
    """Say what it does."""
    return t("The studio uses nothing but these. In a narrower place only some of them can be chosen.")


def never(t: Translator) -> str:
    """Name the setting."""
    return t("Excluded models")


def never_about(t: Translator) -> str:
    """Say what it does."""
    return t("The studio leaves these out. Whatever any place excludes stays excluded.")


def conversations(t: Translator) -> str:
    """Name the setting."""
    return t("Conversations")


def conversations_about(t: Translator) -> str:
    """Say what it does."""
    return t("Whether everybody in a channel goes on with one conversation, or each person with their own.")


def phrases(t: Translator) -> str:
    """Name the setting."""
    return t("Commands in plain words")


def phrases_about(t: Translator) -> str:
    """Say what it does."""
    return t("Whether a message like “fast mode” counts as a command. Otherwise it goes to the studio as a request.")


def listen(t: Translator) -> str:
    """Name the setting."""
    return t("Listen to everything")


def listen_about(t: Translator) -> str:
    """Say what it does, and what it takes."""
    return t(
        "Take every message here as a request, also those that do not call me; good for a channel of its own. "
        "On Discord this also takes the message content intent, which whoever runs the bot switches on; "
        "/doctor tells whether it is."
    )


def card(t: Translator) -> str:
    """Name the setting."""
    return t("Keep the status card")


def card_about(t: Translator) -> str:
    """Say what it does."""
    return t("Whether the status card stays as one line once the files are there, or goes away.")


def ping(t: Translator) -> str:
    """Name the setting."""
    return t("Call me after")


def ping_about(t: Translator) -> str:
    """Say what it does."""
    return t("Whoever asked is called when a request that took at least this many seconds ends. 0 calls nobody.")


def recipe(t: Translator) -> str:
    """Name the setting."""
    return t("Show the recipe")


def recipe_about(t: Translator) -> str:
    """Say what it does."""
    return t("Whether a finished request says which models and how much thinking were asked for.")


def link(t: Translator) -> str:
    """Name the setting."""
    return t("Show the project link")


def link_about(t: Translator) -> str:
    """Say what it does."""
    return t("Whether results and the finished card carry the way to the project at the studio.")


def spoiler(t: Translator) -> str:
    """Name the setting."""
    return t("Results are covered")


def spoiler_about(t: Translator) -> str:
    """Say what it does."""
    return t("Whether finished files come covered as spoilers, so that everybody decides whether to look.")


def expiry(t: Translator) -> str:
    """Name the setting."""
    return t("Questions expire after")


def expiry_about(t: Translator) -> str:
    """Say what it does."""
    return t(
        "How many hours a question about credits waits for its answer; then it counts as declined. "
        "A narrower place can only shorten it."
    )


def speak(t: Translator) -> str:
    """Name the setting."""
    return t("Who may use commands")


def speak_about(t: Translator) -> str:
    """Say what it does."""
    return t("Who may give me commands here. A narrower place can only ask for more.")


def spend(t: Translator) -> str:
    """Name the setting."""
    return t("Who may make things")


def spend_about(t: Translator) -> str:
    """Say what it does."""
    return t(
        "Who may send requests to the studio here, which can cost credits. A narrower place can only ask for more."
    )


def moderate(t: Translator) -> str:
    """Name the setting."""
    return t("Who may moderate")


def moderate_about(t: Translator) -> str:
    """Say what it does."""
    return t(
        "Who may stop and answer for others, and set things for everybody. A narrower place can only ask for more."
    )


def operate(t: Translator) -> str:
    """Name the setting."""
    return t("Who may operate")


def operate_about(t: Translator) -> str:
    """Say what it does."""
    return t("Who may change what everybody on a studio account shares. It stands in the configuration.")
