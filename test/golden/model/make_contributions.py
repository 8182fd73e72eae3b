"""Contributions of the real libraries for the artifacts in test/fixtures/model, written to contributions.json.

  path-dependent: xgboost `pred_contribs=True`, lightgbm `pred_contrib=True`
  interventional: shap.TreeExplainer(feature_perturbation="interventional"), background = the first 12 rows

Rows are those of each case.json. Run: python3 make_contributions.py (needs xgboost, lightgbm, shap).
"""
import json
import os
import warnings

import lightgbm
import numpy as np
import pandas as pd
import shap
import xgboost

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "../../fixtures/model")
BACKGROUND = 12

PATH = [
    "xgboost-binary", "xgboost-binary-base-score", "xgboost-best-iteration", "xgboost-deep", "xgboost-forest", "xgboost-poisson",
    "xgboost-regression", "xgboost-dart", "xgboost-reg-logistic", "xgboost-unnamed",
    "lightgbm-binary", "lightgbm-binary-sigmoid", "lightgbm-no-missing", "lightgbm-zero-missing", "lightgbm-poisson", "lightgbm-regression",
    "lightgbm-rf", "lightgbm-stump", "lightgbm-constant", "lightgbm-dart",
]
INTERVENTIONAL = ["xgboost-binary", "xgboost-deep", "xgboost-regression", "lightgbm-binary", "lightgbm-regression"]


def load(name):
    with open(os.path.join(FIXTURES, name, "case.json")) as f:
        case = json.load(f)
    frame = pd.DataFrame({c: pd.Series([np.nan if v is None else float(v) for v in values], dtype=float) for c, values in case["columns"].items()})
    return case, frame


def booster(name):
    folder = os.path.join(FIXTURES, name)
    if name.startswith("xgboost"):
        model = xgboost.Booster()
        model.load_model(os.path.join(folder, "model.json"))
        return model
    return lightgbm.Booster(model_file=os.path.join(folder, "model.txt"))


def path_dependent(name, frame):
    model = booster(name)
    if name.startswith("xgboost"):
        matrix = xgboost.DMatrix(frame.values if model.feature_names is None else frame)
        best = model.attr("best_iteration")
        last = (0, 0) if best is None else (0, int(best) + 1)
        return np.asarray(model.predict(matrix, pred_contribs=True, iteration_range=last), dtype=float)
    return np.asarray(model.predict(frame, pred_contrib=True), dtype=float)


def interventional(name, frame):
    explainer = shap.TreeExplainer(booster(name), data=frame.iloc[:BACKGROUND], feature_perturbation="interventional")
    values = np.asarray(explainer.shap_values(frame, check_additivity=False), dtype=float)
    base = float(np.ravel(explainer.expected_value)[0])
    return np.column_stack([values, np.full(len(frame), base)])


out = {"producer": f"xgboost {xgboost.__version__}, lightgbm {lightgbm.__version__}, shap {shap.__version__}", "backgroundRows": BACKGROUND, "cases": []}
for kind, names, work in (("path-dependent", PATH, path_dependent), ("interventional", INTERVENTIONAL, interventional)):
    for name in names:
        try:
            case, frame = load(name)
            values = work(name, frame)
        except Exception as error:  # a library that cannot explain its own case is left out, and said
            print(f"left out: {kind} {name}: {type(error).__name__} {error}")
            continue
        if values.ndim != 2 or values.shape[1] != frame.shape[1] + 1:
            print(f"left out: {kind} {name}: shape {values.shape}")
            continue
        artifact = "model.json" if name.startswith("xgboost") else "model.txt"
        out["cases"].append({"kind": kind, "name": name, "artifact": artifact, "columns": list(frame.columns), "values": np.round(values, 9).tolist()})
with open(os.path.join(HERE, "contributions.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
print(len(out["cases"]), "cases")
