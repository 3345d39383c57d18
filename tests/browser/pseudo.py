"""A page in a made-up language, which is one folder more and is never shipped."""

import shutil
import subprocess
from pathlib import Path

from tests.live import ROOT

_PAGE = ROOT / "frontend"
_WORDS = Path(__file__).with_suffix(".ts")


def build(folder: Path, *languages: str) -> Path:
    """Build the page with the made-up words under each language; return the bundle's folder."""
    source = folder / "frontend"
    shutil.copytree(_PAGE, source, ignore=shutil.ignore_patterns("dist", "node_modules"))
    (source / "node_modules").symlink_to((_PAGE / "node_modules").resolve())
    for language in languages:
        words = source / "src" / "strings" / language
        words.mkdir()
        shutil.copy(_WORDS, words / "index.ts")
    subprocess.run(["node_modules/.bin/vite", "build"], cwd=source, check=True, capture_output=True)
    return source / "dist"


# What a person reads or hears: no letter of it may be plain, but where it is somebody's own.
PLAIN = r"""() => {
  const own = '[translate=no], .not-yet, time, script, style, noscript, option';
  const isOwn = (element) => !element || element.closest(own);
  const isPlain = (text) =>
    /[A-Za-z]/.test((text ?? '').replace(/\u2068[^\u2069]*\u2069|\band\b|\bM\d\d\b/g, ''));
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!isOwn(node.parentElement) && isPlain(node.data)) found.push(node.data);
  const names = ['aria-label', 'title', 'alt', 'placeholder'];
  for (const element of document.querySelectorAll(names.map((name) => `[${name}]`).join()))
    for (const name of names)
      if (!isOwn(element) && isPlain(element.getAttribute(name)))
        found.push(`${name}: ${element.getAttribute(name)}`);
  return found;
}"""
