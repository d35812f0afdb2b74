"""What is said to moderators, and to those who turn to them: reports, the doctor."""

from bot.texts import Translator


def reports_summary(t: Translator) -> str:
    """Describe /reports."""
    return t("Choose the channel where reported messages are shown to moderators")


def reports_option(t: Translator) -> str:
    """Describe the choice of /reports."""
    return t("here or nowhere; leave it out to see what is set")


def reports_here(t: Translator) -> str:
    """Name the choice of this channel."""
    return t("here: in this channel")


def reports_nowhere(t: Translator) -> str:
    """Name the choice of no channel."""
    return t("nowhere: nobody is told")


def reports_unknown(t: Translator) -> str:
    """Refuse a word that is no choice of /reports."""
    return t("Write /reports here in the channel for moderators, or /reports nowhere.")


def reports_come_here(t: Translator) -> str:
    """Tell that this is the moderators' channel."""
    return t("Reported messages are shown in this channel. Everybody who can read it sees them.")


def reports_go_elsewhere(t: Translator) -> str:
    """Tell that another channel is the moderators' one."""
    return t("Reported messages are shown in another channel of this community. /reports here brings them to this one.")


def reports_go_nowhere(t: Translator) -> str:
    """Tell that there is no moderators' channel."""
    return t("Reported messages are shown nowhere. Write /reports here in a channel that only moderators read.")


def reported(t: Translator) -> str:
    """Thank whoever reported a message."""
    return t("Thank you. The moderators were told.")


def reported_to_nobody(t: Translator) -> str:
    """Tell whoever reported a message that no moderator has chosen a channel."""
    return t(
        "I wrote your report down, but I could not show it to anybody: no moderator has chosen a channel for reports. "
        "Please tell one yourself; they can delete the message, and choose a channel with /reports here."
    )


def reported_in_vain(t: Translator) -> str:
    """Tell whoever reported a message that it could not be posted."""
    return t(
        "I wrote your report down, but I cannot post in the moderators' channel at the moment. I keep trying; if it is"
        " urgent, please tell a moderator yourself."
    )


def report_head(t: Translator, *, name: str) -> str:
    """Tell moderators who reports a message."""
    return t("{name} reports a message.").format(name=name)


def report_mine(t: Translator, *, name: str, prompt: str) -> str:
    """Tell moderators that the reported message is ours, and what was asked for."""
    if not name:
        return t("It is a result of mine, asked for with: “{prompt}”").format(prompt=prompt)
    return t("It is a result of mine, which {name} asked for with: “{prompt}”").format(name=name, prompt=prompt)


def report_advice(t: Translator) -> str:
    """Tell moderators what they can do."""
    return t(
        "You can delete the message (my results have a button for that), stop requests with /stop, and choose who may "
        "make things with /settings spend."
    )


def report_link(t: Translator) -> str:
    """Label the way to the reported message."""
    return t("The message")


def only_in_communities(t: Translator) -> str:
    """Refuse a command that makes no sense between two."""
    return t("This is for communities; here are only you and me.")


def doctor_summary(t: Translator) -> str:
    """Describe /doctor."""
    return t("Look whether everything works here, and what to do where it does not")


def doctor_fine(t: Translator) -> str:
    """Head a report without a fault."""
    return t("Everything I looked at here is as it should be.")


def doctor_faults(t: Translator, *, count: int) -> str:
    """Head a report with faults."""
    return t.plural(
        "{count} thing here needs somebody's attention.", "{count} things here need somebody's attention.", count
    ).format(count=t.number(count))


def studio_answers(t: Translator, *, studio: str) -> str:
    """Tell that a studio can be reached."""
    return t("{studio} answers.").format(studio=studio)


def studio_in_mode(t: Translator, *, studio: str, mode: str) -> str:
    """Tell that a studio can be reached, and its account's mode."""
    return t("{studio} answers. The mode of the account: {mode}.").format(studio=studio, mode=mode)


def absent(t: Translator, *, account: str, reason: str) -> str:
    """Tell that an account's platform has not been reached since the start."""
    return t("{account} has not been reached yet: {reason}").format(account=account, reason=reason)


def absent_why(t: Translator) -> str:
    """Say what an unreachable account means."""
    return t("Until then nobody is heard there, and what is to be sent there waits; it is tried again by itself.")


def studio_why(t: Translator) -> str:
    """Say what an unreachable studio means."""
    return t("Requests that need it wait or fail until it answers.")


def studio_mend(t: Translator) -> str:
    """Say what can be done about a studio that does not answer."""
    return t(
        "Try /doctor again in a few minutes. If it stays so, tell whoever runs this bot; `atelier check` says more."
    )


def channel_carries(t: Translator, *, files: int, size: int) -> str:
    """Tell what a channel takes."""
    return t.plural(
        "A message here carries {files} file of up to {size}; what is larger comes as a link.",
        "A message here carries {files} files of up to {size} each; what is larger comes as a link.",
        files,
    ).format(files=t.number(files), size=t.size(size))


def channel_silent(t: Translator, *, reason: str) -> str:
    """Tell that a channel's limits cannot be read."""
    return t("What this channel carries cannot be read at the moment: {reason}").format(reason=reason)


def channel_mend(t: Translator) -> str:
    """Say what can be done about a channel that cannot be read."""
    return t("Look whether I may read and write here, then try /doctor again.")
