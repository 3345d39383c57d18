"""The levels of a policy, and its words for people."""

OPTIONAL, TWO_FACTOR, PHISHING_RESISTANT = "optional", "two_factor", "phishing_resistant"
# From the weakest to the strictest. A level's place in this tuple is its rank.
LEVELS = (OPTIONAL, TWO_FACTOR, PHISHING_RESISTANT)
NOTHING, SECOND_FACTOR, PASSKEY_NEEDED = range(len(LEVELS))
# The words of TWO_FACTOR_POLICY, which `flask policy set` takes too.
ADMINS, EVERYONE = "admins", "everyone"
WORDS = (*LEVELS, ADMINS, EVERYONE)

# The scope of everybody's policy. Those of others are `role:NAME` and `group:ID`.
EVERYBODY = "everyone"
