"""Who is asking: accounts signed in by password, recognised by a token that expires and can be revoked."""
