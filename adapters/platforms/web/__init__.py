"""The web page: a chat in the browser, on this machine or behind a token."""
