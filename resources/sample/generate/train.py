"""Fits and exports the sample's models with their own libraries and adds the recorded predictions.

Usage: python3 train.py <folder> [clean]     (after `npm run sample -- <folder> [clean]`)
Needs: xgboost, scikit-learn, skl2onnx, pandas; the versions used are written to versions.json.

On 37 rows of test.csv the recorded prediction is planted wrong: the developer's record came from
another version of the model. The clean twin has no such rows.
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import pandas as pd
import skl2onnx
import sklearn
import xgboost as xgb
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NUMERIC = ["income", "age", "employment_years", "debt_ratio", "credit_lines", "late_payments", "loan_amount"]
CATEGORICAL = ["housing", "employment_type"]
OUTCOME = "default_6m"

folder, is_clean = Path(sys.argv[1]), sys.argv[2:] == ["clean"]
development = pd.read_csv(folder / "development.csv")

boosted = xgb.train(
    {"objective": "binary:logistic", "max_depth": 2, "eta": 0.08, "min_child_weight": 40, "lambda": 5,
     "subsample": 0.7, "colsample_bytree": 0.9, "seed": 7, "nthread": 1, "tree_method": "hist"},
    xgb.DMatrix(development[NUMERIC], development[OUTCOME]), num_boost_round=100)
boosted.save_model(folder / "credit-boosted.json")

linear = Pipeline([
    ("prepare", ColumnTransformer([
        ("numeric", StandardScaler(), NUMERIC),
        ("category", OneHotEncoder(handle_unknown="ignore", sparse_output=False), CATEGORICAL)])),
    ("logistic", LogisticRegression(C=1.0, max_iter=500))])
linear.fit(development[NUMERIC + CATEGORICAL], development[OUTCOME])
inputs = [(c, FloatTensorType([None, 1])) for c in NUMERIC] + [(c, StringTensorType([None, 1])) for c in CATEGORICAL]
graph = skl2onnx.convert_sklearn(linear, "credit-linear", inputs, target_opset=18)
(folder / "credit-linear.onnx").write_bytes(graph.SerializeToString())

for path in sorted(folder.glob("*.csv")):
    table = pd.read_csv(path, dtype={OUTCOME: "Int64"})
    recorded = boosted.predict(xgb.DMatrix(table[NUMERIC])).astype(np.float64)
    linear_recorded = linear.predict_proba(table[NUMERIC + CATEGORICAL])[:, 1]
    if path.stem == "test" and not is_clean:
        rows = np.random.default_rng(37).choice(len(table), 37, replace=False)
        recorded[rows] = np.minimum(recorded[rows] + 0.04, 1)
    lines = path.read_text().rstrip("\n").split("\n")
    out = [lines[0] + ",recorded_pd,recorded_pd_linear"]
    out += [f"{line},{p:.9g},{q:.9g}" for line, p, q in zip(lines[1:], recorded, linear_recorded)]
    path.write_text("\n".join(out) + "\n")

(folder / "versions.json").write_text(json.dumps({
    "python": sys.version.split()[0], "xgboost": xgb.__version__, "scikit-learn": sklearn.__version__,
    "skl2onnx": skl2onnx.__version__, "onnx": onnx.__version__}, indent=2) + "\n")
