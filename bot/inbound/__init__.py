"""From Discord to the mailboxes: what people say and press, who they are, what stands where, and the way back to them.

`gateway` keeps the connection and `ear` knows how far it was heard; `messages` hands each event on, `translate` makes
nouns of it (pure), `counter` puts the letter in, `reactions` answers who asked. `commands`, `components` and `forms`
say what can be wished for; `history` and `presence` ask Discord what was missed. Nothing here decides: the rules do.
"""
