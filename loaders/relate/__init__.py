"""The reading of one sentence, a module a group of relations; each yields drafts of statements."""
