"""The ledger in MongoDB, the letters as MIME, the mail server by SMTP, addresses from the directory."""
