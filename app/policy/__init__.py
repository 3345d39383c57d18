"""Who must use two factors: the setting, or what an operator set at run time."""
