"""The second factor: authenticators, backup codes, enrolment, the login's second step."""
