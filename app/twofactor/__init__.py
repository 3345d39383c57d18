"""Everything about the second factor: authenticators, backup codes, enrolment, the second step."""
