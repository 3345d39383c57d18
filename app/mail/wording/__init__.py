"""The texts of mails about an account, its address and its security."""
