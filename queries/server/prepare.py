"""Makes the projections of a workspace and prints their folder, in a process that gives its memory back."""

from __future__ import annotations

import json
import pathlib
import sys

from graph.projections import open_projections
from graph.store import Store
from ontology import registry
from ontology.errors import ZhengmaiError


def main() -> int:
    """Print the folder as JSON; a fault goes to standard error."""
    try:
        with Store.open(pathlib.Path(sys.argv[1])) as store:
            folder = open_projections(store, registry.load()).folder
    except ZhengmaiError as error:
        sys.stderr.write(f"{error}\n")
        return error.status
    sys.stdout.write(json.dumps({"folder": str(folder.resolve())}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
