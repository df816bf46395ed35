"""The pages of the notifier: mails and operations, a module for each subtree of addresses."""
