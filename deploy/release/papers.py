"""The papers of a release: the bill of materials, the licences, the sums."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from deploy.release.parts import Part

# What the lists of licences call by a longer name.
_SPDX = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}


def bill_of_materials(product: Part, parts: Sequence[Part], made_at: datetime) -> str:
    """Return a CycloneDX document in JSON; the same parts give the same document."""
    root = _component(product, ComponentType.APPLICATION)
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, repr((product, sorted(parts)))))
    bom.metadata.component, bom.metadata.timestamp = root, made_at
    components = {(each.kind, each.name): _component(each) for each in parts}
    bom.components.update(components.values())
    bom.register_dependency(root, _chosen(components, _first(product, parts)))
    for each in parts:
        needs = _chosen(components, [("pypi", name) for name in each.needs])
        bom.register_dependency(components[each.kind, each.name], needs)
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def licence_list(parts: Iterable[Part]) -> str:
    """Return a line for each part: name, version, licence."""
    rows = [(each.name, each.version, each.licence or "not stated") for each in sorted(parts)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "".join(f"{a:{widths[0]}}  {b:{widths[1]}}  {c}\n" for a, b, c in rows)


def sums(files: Iterable[Path]) -> str:
    """Return what `sha256sum --check` reads."""
    return "".join(
        f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in sorted(files)
    )


def _component(part: Part, kind: ComponentType = ComponentType.LIBRARY) -> Component:
    told = _SPDX.get(part.licence, part.licence)
    purl = PackageURL(part.kind, None, part.name, part.version)
    licences = [LicenseFactory().make_from_string(told)] if told else []
    return Component(
        type=kind,
        name=part.name,
        version=part.version,
        licenses=licences,
        purl=purl,
        bom_ref=str(purl),
    )


def _first(product: Part, parts: Iterable[Part]) -> list[tuple[str, str]]:
    of_the_page = [(each.kind, each.name) for each in parts if each.kind == "npm"]
    return [*(("pypi", name) for name in product.needs), *of_the_page]


def _chosen(
    components: dict[tuple[str, str], Component], keys: Iterable[tuple[str, str]]
) -> list[Component]:
    return [components[key] for key in keys if key in components]
