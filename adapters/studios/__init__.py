"""The hosted art agents, one package each."""
