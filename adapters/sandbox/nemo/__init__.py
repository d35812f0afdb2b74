"""NemoVideo's protocol in the sandbox: a timeline by conversation, and its films."""
