"""Train, measure and write the model that Sojourn ships: ``python -m benchmarks.default_model [--people N]``.

Trained on invented people of one seed, measured on those of others, in two sizes: what about 40,000 and 400,000
travellers leave over. Nothing real goes into it. Run it again after any change to names, levels or doubles.
"""

from __future__ import annotations

import sys
import time

from sojourn.engine import open_engine
from sojourn.identity.model.evaluate import evaluate_records, with_measured
from sojourn.identity.model.figures import to_text
from sojourn.identity.model.labelled import check_labelled
from sojourn.identity.model.model_file import DEFAULT, check_model, write_model
from sojourn.identity.model.train import default_content, train_on_labelled
from sojourn.simulate.doubles import Mixture, doubles

TRAINING_SEED = 11
SCORING = ((901, 4_000), (902, 40_000))
"""Seeds and people left over: a tenth of 40,000 and of 400,000 travellers."""


def main() -> None:
    """Write the shipped model."""
    start = time.time()
    people = int(sys.argv[sys.argv.index("--people") + 1]) if "--people" in sys.argv else 30_000
    training = check_labelled(doubles(TRAINING_SEED, people, Mixture(same_number=0.3)))
    with open_engine("duckdb") as engine:
        trained = train_on_labelled(engine, training, seed=TRAINING_SEED)
    content = default_content(trained, f"invented records of {people:,} people (doubles, seed {TRAINING_SEED})")
    for seed, left in SCORING:
        labelled = check_labelled(doubles(seed, left))
        for kind in ("departure", "labelled"):
            model = check_model(content, DEFAULT)
            found = evaluate_records(labelled, model, kind=kind)
            print(to_text(found, f"{kind}, {left:,} people (seed {seed}), {time.time() - start:.0f} s"), end="\n\n")
            what = kind if left == SCORING[-1][1] else f"{kind}, {left:,} people"
            content = with_measured(model, "default", what, found, f"invented records of {left:,} people, seed {seed}")
    write_model(content, DEFAULT)
    print(f"{DEFAULT.name}: {check_model(content, DEFAULT).digest}")


if __name__ == "__main__":
    main()
