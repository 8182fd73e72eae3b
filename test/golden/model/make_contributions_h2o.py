"""Contributions as H2O gives them (predict_contributions of a cluster that loads the MOJO), for cases of
test/fixtures/model. CatBoost's own (1.2.10) are no golden: for trees with a split per node they do not add up to its
predictions, and symmetric trees have leaves without weight. Run: python3 make_contributions_h2o.py with h2o and java; writes contributions-h2o.json."""
import json
import os
import tempfile

import h2o
import numpy as np
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "../../fixtures/model")
ROWS = 12


def rows_of(name):
    with open(os.path.join(FIXTURES, name, "case.json")) as f:
        return pd.DataFrame({k: [np.nan if v is None else v for v in values] for k, values in json.load(f)["columns"].items()}).iloc[:ROWS]


def main():
    cases = []
    h2o.init(nthreads=1, max_mem_size="1g", port=54997, strict_version_check=False)
    h2o.no_progress()
    for name in ["h2o-gbm-regression", "h2o-gbm-binomial", "h2o-gbm-poisson", "h2o-drf-regression"]:
        frame = rows_of(name)
        table = os.path.join(tempfile.mkdtemp(), "rows.csv")
        frame.to_csv(table, index=False)
        model = h2o.upload_mojo(os.path.join(FIXTURES, name, "model.zip"))
        rows = h2o.upload_file(table, col_types={c: "enum" if c in ("region", "grade") else "numeric" for c in frame.columns})
        values = model.predict_contributions(rows).as_data_frame()[list(frame.columns) + ["BiasTerm"]]
        cases.append({"name": name, "artifact": "model.zip", "columns": list(frame.columns), "values": values.to_numpy().tolist()})
    h2o.cluster().shutdown()
    with open(os.path.join(HERE, "contributions-h2o.json"), "w") as f:
        json.dump({"producer": f"h2o {h2o.__version__}", "cases": cases}, f, separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    main()
