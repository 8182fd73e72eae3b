"""Scores of the MOJOs in the shared data folder (h2o-genmodel's own test files, H2O 3.15 to 3.21) as H2O's library gives them,
on random rows with missing values and unknown categories. Run: python3 make_h2o_mojos.py SHARED/models/h2o-genmodel with h2o and java."""
import json
import os
import sys
import tempfile
import zipfile

import numpy as np
import pandas as pd

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../fixtures/model"))
import make_h2o
import subprocess


def rows_of(path, rng, count=60):
    with zipfile.ZipFile(path) as z:
        text = z.read("model.ini").decode()
        info = dict(line.split(" = ", 1) for line in text.split("[columns]")[0].splitlines() if " = " in line)
        columns = text.split("[columns]")[1].split("[domains]")[0].split()[:int(info["n_features"])]
        domains = {}
        for line in text.split("[domains]")[1].strip().splitlines():
            index, rest = line.split(": ")
            domains[int(index)] = z.read("domains/" + rest.split(" ")[1]).decode().split("\n")[:-1]
    out = {}
    for i, name in enumerate(columns):
        values = [str(v) for v in rng.choice(domains[i], count)] if i in domains else [float(np.round(v, 3)) for v in rng.normal(12, 15, count)]
        for row in np.flatnonzero(rng.random(count) < 0.12):
            values[row] = None
        if i in domains:
            values[7] = "never seen"
        out[name] = values
    return pd.DataFrame(out), [columns[i] for i in domains if i < len(columns)]


def main():
    subprocess.run(["javac", "-cp", make_h2o.JAR, "-d", make_h2o.CLASSES, os.path.join(make_h2o.HERE, "H2oScore.java")], check=True)
    rng, cases = np.random.default_rng(11), []
    for file in ["glm_model.zip", "binomial.zip", "binomial_titanic.zip"]:
        path = os.path.join(sys.argv[1], file)
        rows, categories = rows_of(path, rng)
        scored = make_h2o.genmodel(path, rows, categories)
        expected = {k: [None if v is None else float(v) for v in values] for k, values in scored.items() if k != "label"}
        cases.append({"file": file, "columns": {c: [None if pd.isna(v) else v for v in rows[c]] for c in rows}, "expected": expected})
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "h2o-mojos.json"), "w") as f:
        json.dump({"producer": make_h2o.PRODUCER, "cases": cases}, f, separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    main()
