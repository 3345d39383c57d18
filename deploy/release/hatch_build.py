"""The build hook: without the page there is no wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageHook(BuildHookInterface[Any]):
    """Ends a build that would ship no page."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        """Exit with one line where `make build` has not made the page."""
        if not (Path(self.root) / "frontend" / "dist" / "index.html").is_file():
            sys.exit("The page is not built: run `make build`, then build the wheel.")
