"""Where mails about accounts wait and are kept: identity alone reads and writes them."""

NAME = "account_mails"
