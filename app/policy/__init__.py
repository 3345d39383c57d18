"""Which roles must use two factors: the setting, or an operator's override."""
