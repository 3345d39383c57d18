"""Settings: read from the environment once, checked once, frozen."""

from app.config.parsing import ConfigError
from app.config.settings import ROOT, Settings, load_settings

__all__ = ["ROOT", "ConfigError", "Settings", "load_settings"]
