"""Who lives, waits and dies: mailboxes, supervision, time. It knows neither Discord nor a database."""
