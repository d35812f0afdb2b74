"""NemoVideo: a video timeline by an agent that answers in a stream and is read by its state."""
