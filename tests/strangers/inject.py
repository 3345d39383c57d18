"""Lets sqlmap try every parameter of every documented call: path, query and body.

`python -m tests.strangers.inject HOUSE CALLER -- OPTIONS OF SQLMAP`, where HOUSE is the folder of
`tests.strangers.house` and CALLER is `session` or `nobody`. It prints one line for each call, and
how many there were.
"""

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from tests.live import ROOT
from tests.strangers.house import PASSWORD, Caller

DOCUMENT = json.loads((ROOT / "docs" / "openapi.json").read_text())
MARK = "*"  # where sqlmap puts what it tries
FOUND = "sqlmap identified the following injection"
FIXED = (
    "--batch",
    "--ignore-stdin",
    "--flush-session",
    "--ignore-code=*",
    "--disable-coloring",
    "--drop-set-cookie",
)
BARE = {"integer": "1", "boolean": "true", "object": "{}"}  # values without quotes
BARE_END = "~~"
KNOWN: dict[str, str] = {
    "group": "editors", "groups": "editors", "limit": "50",
    "email": "ann@house.example", "password": PASSWORD, "currentPassword": PASSWORD,
    "newPassword": PASSWORD, "code": "123456", "q": "ann", "origin": "http://localhost:9802",
    "rd": "http://localhost:9801/", "locale": "en",
}  # fmt: skip


class Call(NamedTuple):
    """One call, with a mark behind each value; `asks` where it wants a session."""

    method: str
    path: str
    kind: str
    body: str
    asks: bool


def followed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema that a reference means."""
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = DOCUMENT["components"]["schemas"][name]
    return schema


def example(name: str, schema: dict[str, Any]) -> Any:
    """Return a value that fits a schema, with a mark at each of its ends."""
    schema = followed(schema)
    if "properties" in schema:
        return {each: example(each, told) for each, told in schema["properties"].items()}
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return example(name, schema[key][0])
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "array":
        return [example(name, schema["items"])]
    if name in KNOWN:
        return f"{KNOWN[name]}{MARK}"
    given = next(
        iter([*schema.get("enum", []), *schema.get("examples", [])]), schema.get("example")
    )
    if kind in BARE:
        return f"{BARE[kind] if given is None else given}{MARK}{BARE_END}"
    return f"{'1' if given is None else given}{MARK}"


def written(content: dict[str, Any]) -> tuple[str, str]:
    """Return the kind of a body, and a marked one."""
    for kind, told in content.items():
        value = example("", told["schema"])
        if kind != "application/json":
            return kind, urlencode(value, safe=MARK)
        return kind, re.sub(f'"([^"]*){BARE_END}"', r"\1", json.dumps(value, ensure_ascii=False))
    return "", ""


def calls() -> Iterator[Call]:
    """Yield every call that has something to try."""
    for path, operations in DOCUMENT["paths"].items():
        shared = operations.get("parameters", [])
        for method, operation in operations.items():
            if method == "parameters":
                continue
            marked, query = path, []
            for each in [*shared, *operation.get("parameters", [])]:
                value = str(example(each["name"], each["schema"])).rstrip(MARK + BARE_END)
                if each["in"] == "path":
                    marked = marked.replace(f"{{{each['name']}}}", f"{quote(value)}{MARK}")
                elif each["in"] == "query":
                    query.append(f"{each['name']}={quote(value)}{MARK}")
            kind, body = written(operation.get("requestBody", {}).get("content", {}))
            marked += f"?{'&'.join(query)}" if query else ""
            if MARK in marked + body:
                asks = {"session": []} in operation.get("security", [])
                yield Call(method.upper(), marked, kind, body, asks)


def attack(folder: Path, number: int, request: str, options: list[str]) -> str:
    """Run sqlmap on one call; return the line that tells of a finding."""
    file = folder / f"{number}.request"
    file.write_text(request)
    command = ["sqlmap", "-r", str(file), *FIXED, "--output-dir", str(folder / "out"), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (folder / f"{number}.output").write_text(done.stdout + done.stderr)
    return next((line for line in done.stdout.splitlines() if FOUND in line), "")


def look(url: str, admin: dict[str, str], number: int) -> str:
    """Sign an administrator in, and learn whom and what a call is about; return the cookie."""
    cookie = (caller := Caller(url, admin)).cookie()
    for path, kind, names in (
        (f"users?q=user{number}@", "users", ("user_id", "user")),
        ("apps", "apps", ("app_id",)),
        ("groups", "groups", ("group_id",)),
    ):
        found = caller.browser.get(f"{url}/api/admin/{path}", timeout=30).json()[kind]
        KNOWN.update(dict.fromkeys(names, found[0]["id"] if found else "1"))
    return cookie


def main(house: Path, caller: str, *options: str) -> None:
    """Attack one call after the other, each with a person and a session of its own."""
    told = json.loads((house / "house.json").read_text())
    # A code works once: two runs at the same time take their administrators from two ends.
    admins = iter(told["admins"] if caller == "nobody" else reversed(told["admins"]))
    waiting = calls()
    (folder := house / f"sqlmap-{caller}").mkdir(exist_ok=True)
    for count in itertools.count(1):
        cookie = look(told["url"], next(admins), count)
        if (call := next(waiting, None)) is None:
            print(count - 1, "calls")  # noqa: T201
            return
        lines = [f"{call.method} {call.path} HTTP/1.1"]
        lines += [f"Host: {told['url'].removeprefix('http://')}"]
        if caller == "session" and call.asks:
            lines += [f"Cookie: second_lock_session={cookie}", f"Origin: {told['url']}"]
        lines += [f"Content-Type: {call.kind}"] if call.kind else []
        request = "\n".join([*lines, "", call.body])
        found = attack(folder, count, request, [each for each in options if each != "--"])
        print(call.method, call.path, "|", found or "nothing", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
