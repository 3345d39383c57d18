"""Settings: read once from the environment, checked and frozen.

An operator can rotate the keys while the application runs.
"""

from app.config.keyfile import KeyFile
from app.config.live_keys import CannotTell, Fit, LiveKeys
from app.config.loading import key_file_of, load_settings
from app.config.parsing import ConfigError
from app.config.root import ROOT
from app.config.settings import Settings

__all__ = [
    "ROOT",
    "CannotTell",
    "ConfigError",
    "Fit",
    "KeyFile",
    "LiveKeys",
    "Settings",
    "key_file_of",
    "load_settings",
]
