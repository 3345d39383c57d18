"""What an operator watches: metrics, health, the access log."""
