"""The commands: declared once as values, rendered by every platform."""
