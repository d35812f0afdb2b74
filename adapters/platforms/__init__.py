"""The chat platforms, one package each, all of equal shape."""
