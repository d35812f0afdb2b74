"""`python -m bot` is `atelier`."""

from bot.cli import main

main()
