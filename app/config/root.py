"""The folder that relative paths of settings start from."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
