"""A person at Discord's client: what they do, what they see, and what the client would not let them do."""
