"""What Discord lets happen, and what it tells of it: whoever acts, each change of the world is made here."""
