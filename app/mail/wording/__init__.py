"""The words of mails: of an account, of its address, of its security."""
