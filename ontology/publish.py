"""The published ontology: OWL and SKOS, SHACL shapes, a JSON-LD context and a page, made from the data files."""

from __future__ import annotations

import json
import pathlib

from ontology.pages import markdown
from ontology.shapes import shacl
from ontology.terms import BASE, PropertyTerm, Vocabulary, load
from ontology.vocabulary import owl

ROOT = pathlib.Path(__file__).resolve().parent.parent
_TYPES = {"integer": "xsd:integer", "boolean": "xsd:boolean"}


def files() -> dict[str, str]:
    """Each published file, by its path in the checkout: equal data give equal bytes."""
    vocabulary = load()
    return {
        "docs/ontology/index.md": markdown(vocabulary),
        "ontology/context.jsonld": context(vocabulary),
        "ontology/shapes.ttl": shacl(vocabulary),
        "ontology/zhengmai.ttl": owl(vocabulary),
    }


def write(root: pathlib.Path = ROOT) -> list[pathlib.Path]:
    """Write the published files below a folder."""
    written = []
    for name, text in files().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        written.append(path)
    return written


def context(vocabulary: Vocabulary) -> str:
    """context.jsonld: a term without a prefix is one of the ontology, an id without a scheme stands below the base."""
    terms: dict[str, object] = {"@version": 1.1, "@base": BASE, "@vocab": vocabulary.prefixes["zm"]}
    terms |= {prefix: vocabulary.prefixes[prefix] for prefix in sorted(vocabulary.prefixes)}
    terms["label"] = "rdfs:label"
    terms |= {f"{term.name}": _typed(term) for term in vocabulary.properties if _typed(term) is not None}
    terms |= {edge.term.name: {"@id": f"zm:{edge.term.name}", "@type": "@id"} for edge in vocabulary.edges}
    return json.dumps({"@context": terms}, ensure_ascii=False, indent=1) + "\n"


def _typed(term: PropertyTerm) -> dict[str, str] | None:
    """How a property's values are read; a date carries its own type, since that is its precision."""
    if isinstance(term.range, tuple):
        return {"@id": f"zm:{term.name}", "@type": "@id"}
    return {"@id": f"zm:{term.name}", "@type": _TYPES[term.range]} if term.range in _TYPES else None
