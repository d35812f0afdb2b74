"""What is said to the operator about what Atelier stands on: its folder, disk and database, its machine, a backup."""

from bot.texts import Translator

# ------------------------------------------------------------------------------------------------- folder and store


def folder_fine(t: Translator) -> str:
    """Say that the folder can be used."""
    return t("The data folder is there and can be written.")


def folder_new(t: Translator) -> str:
    """Say that the folder will be made."""
    return t("The data folder will be made at the first start.")


def folder_no_folder(t: Translator, *, path: str) -> str:
    """Name what stands where the folder should be."""
    return t("{path} is a file, not a folder.").format(path=path)


def folder_closed(t: Translator, *, path: str) -> str:
    """Name a place that cannot be written."""
    return t("{path} cannot be written by this user.").format(path=path)


def folder_why(t: Translator) -> str:
    """Say what lies there."""
    return t("Everything that must survive a restart is kept there.")


def folder_mend(t: Translator) -> str:
    """Say how to have a folder."""
    return t("Set atelier.data to a folder of the user that runs Atelier.")


def running_none(t: Translator) -> str:
    """Say that the folder is free."""
    return t("No Atelier is running on this data folder.")


def running_one(t: Translator) -> str:
    """Say that the folder is taken."""
    return t("An Atelier is running on this data folder.")


def running_why(t: Translator) -> str:
    """Say what that means."""
    return t("A second one would be refused, for two on one store would spend twice.")


def running_mend(t: Translator) -> str:
    """Say what to do."""
    return t("Nothing, if it is meant to run; else stop it before you start another.")


def disk_fine(t: Translator, *, free: int) -> str:
    """Say how much is free."""
    return t("{free} are free.").format(free=t.size(free))


def disk_short(t: Translator, *, free: int, wanted: int) -> str:
    """Say how much is missing."""
    return t("Only {free} are free, where kept files may come to {wanted}.").format(
        free=t.size(free), wanted=t.size(wanted)
    )


def disk_full(t: Translator, *, free: int, wanted: int) -> str:
    """Say that not even one file fits."""
    return t("Only {free} are free, and a single file may have {wanted}.").format(
        free=t.size(free), wanted=t.size(wanted)
    )


def disk_why(t: Translator) -> str:
    """Say what happens on a full disk."""
    return t("On a full disk nothing more can be taken in, kept or delivered.")


def disk_mend(t: Translator) -> str:
    """Say how to have room."""
    return t("Free some space, move atelier.data to a larger disk, or lower limits.file_bytes and limits.spool_bytes.")


def store_new(t: Translator) -> str:
    """Say that there is no database yet."""
    return t("The database will be made at the first start.")


def store_fine(t: Translator) -> str:
    """Say that it is whole."""
    return t("The database is whole.")


def store_broken(t: Translator, *, reason: str) -> str:
    """Repeat what SQLite finds."""
    return t("The database is damaged: {reason}").format(reason=reason)


def store_why(t: Translator) -> str:
    """Say what lies in it."""
    return t("It holds every request, every price that was approved, and the page's history.")


def store_broken_mend(t: Translator) -> str:
    """Say how to go back."""
    return t("Stop Atelier and restore the last backup, as docs/operators.md describes.")


def store_journal(t: Translator) -> str:
    """Tell of a journal that is not ours."""
    return t("The database does not keep its journal in WAL mode.")


def store_journal_why(t: Translator) -> str:
    """Say what that means."""
    return t("Reading and writing would wait for each other.")


def store_journal_mend(t: Translator) -> str:
    """Say that a start mends it, where the disk can."""
    return t("A start changes it by itself; the data folder must lie on a local disk, not on a network share.")


def schema_current(t: Translator) -> str:
    """Say that the tables have the newest shape."""
    return t("The tables have the shape of this version.")


def schema_old(t: Translator, *, found: str) -> str:
    """Say that the tables are from an earlier version."""
    return t("The tables are from an earlier version ({found}).").format(found=found)


def schema_old_why(t: Translator) -> str:
    """Say what happens."""
    return t("The next start brings them up to date, and an older Atelier cannot read them after that.")


def schema_old_mend(t: Translator) -> str:
    """Say what to do first."""
    return t("Make a backup first: atelier backup FILE")


def schema_new(t: Translator, *, found: str) -> str:
    """Say that the tables are from a later version."""
    return t("The tables are from a newer version ({found}) than this Atelier.").format(found=found)


def schema_new_why(t: Translator) -> str:
    """Say why that is refused."""
    return t("This version cannot know what they mean, so it does not touch them.")


def schema_new_mend(t: Translator) -> str:
    """Say the two ways out."""
    return t("Install the newer Atelier again, or restore a backup that this version made.")


# ---------------------------------------------------------------------------------------------------------- machine


def port_free(t: Translator, *, port: int) -> str:
    """Say that a port can be had."""
    return t("Port {port} is free.").format(port=str(port))


def port_any(t: Translator) -> str:
    """Say that any port will do."""
    return t("Any free port will be taken.")


def port_ours(t: Translator, *, port: int) -> str:
    """Say that the running Atelier has it."""
    return t("Port {port} is in use, as it should be while Atelier runs.").format(port=str(port))


def port_taken(t: Translator, *, port: int) -> str:
    """Say that another program has it."""
    return t("Port {port} is already in use.").format(port=str(port))


def port_taken_mend(t: Translator, *, key: str, port: int) -> str:
    """Say how to find who, or to go elsewhere."""
    return t("Set {key} to another port, or end the program that has it: ss -ltnp 'sport = :{port}'").format(
        key=key, port=str(port)
    )


def port_impossible(t: Translator, *, host: str, port: int, reason: str) -> str:
    """Repeat why one cannot listen there."""
    return t("Nobody can listen on {host} {port}: {reason}.").format(host=host, port=str(port), reason=reason)


def port_impossible_mend(t: Translator, *, key: str) -> str:
    """Say what is possible."""
    return t("See that the host beside {key} is an address of this machine, and the port above 1023.").format(key=key)


def port_twice(t: Translator, *, port: int, other: str) -> str:
    """Say that two settings want the same port."""
    return t("Port {port} is also asked for by {other}.").format(port=str(port), other=other)


def port_why(t: Translator) -> str:
    """Say what a port is for."""
    return t("Without its port it cannot be reached, so Atelier does not start.")


def python_fine(t: Translator, *, version: str) -> str:
    """Say which Python runs."""
    return t("Python {version}.").format(version=version)


def python_old(t: Translator, *, version: str) -> str:
    """Say that Python is too old."""
    return t("Python {version} is older than 3.11.").format(version=version)


def python_why(t: Translator) -> str:
    """Say what that means."""
    return t("Atelier is written for 3.11 and newer.")


def python_mend(t: Translator) -> str:
    """Say what to install."""
    return t("Install Python 3.11 or newer, and make the virtual environment anew.")


def codecs_fine(t: Translator) -> str:
    """Say that every format can be made."""
    return t("Every format that Atelier makes or shows can be read and written.")


def codecs_missing(t: Translator, *, names: str) -> str:
    """Name what is missing."""
    return t("This installation lacks: {names}.").format(names=names)


def codecs_why(t: Translator) -> str:
    """Say what is done with them."""
    return t("Pictures, films and music of these kinds cannot be made or looked at.")


def codecs_mend(t: Translator) -> str:
    """Say how to have them."""
    return t("Install the locked wheels again: pip install --force-reinstall --require-hashes -r requirements.lock")


# ----------------------------------------------------------------------------------------------------------- backup


def backup_done(t: Translator, *, path: str, size: int) -> str:
    """Say where the copy lies."""
    return t("The database is copied to {path} ({size}) and was read through.").format(path=path, size=t.size(size))
