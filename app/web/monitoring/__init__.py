"""Monitoring for operators: metrics, health, the access log."""
