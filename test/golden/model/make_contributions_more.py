"""Contributions by shap and by CatBoost itself for classes, categories and scikit-learn ensembles in test/fixtures/model,
written to contributions-more.json. Rows are the first 12 of each case.json; the background of interventional ones too.

Run: python3 make_contributions_more.py (needs the packages that made the fixtures, and shap).
"""
import json
import os
import pickle
import warnings
from importlib.metadata import version

import catboost
import lightgbm
import numpy as np
import pandas as pd
import shap
import xgboost

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "../../fixtures/model")
ROWS = 12


def load(name):
    with open(os.path.join(FIXTURES, name, "case.json")) as f:
        case = json.load(f)
    frame = pd.DataFrame({c: pd.Series(v) if any(isinstance(x, str) for x in v) else pd.Series([np.nan if x is None else float(x) for x in v], dtype=float) for c, v in case["columns"].items()})
    return case, frame.iloc[:ROWS]


def file(name, ending):
    folder = os.path.join(FIXTURES, name)
    return os.path.join(folder, sorted(f for f in os.listdir(folder) if f.endswith(ending))[0])


def by_class(values, base, width):
    """values rows x features x classes, base per class -> one rows x (features + 1) matrix per class"""
    values = np.asarray(values, dtype=float)
    if values.ndim == 2:
        values = values[:, :, None]
    return [np.column_stack([values[:, :, k], np.full(len(values), np.ravel(base)[k])]) for k in range(values.shape[2])]


def sklearn_case(name, kind):
    _, frame = load(name)
    with open(file(name, ".pkl"), "rb") as f:
        model = pickle.load(f)
    data = frame if hasattr(model, "feature_names_in_") else frame.values
    explainer = shap.TreeExplainer(model, **({} if kind == "path-dependent" else {"data": data, "feature_perturbation": "interventional"}))
    return by_class(explainer.shap_values(data, check_additivity=False), explainer.expected_value, frame.shape[1]), list(frame.columns)


def lightgbm_case(name, kind):
    _, frame = load(name)
    model = lightgbm.Booster(model_file=file(name, ".txt"))
    values = np.asarray(model.predict(frame.values, pred_contrib=True), dtype=float)
    width = frame.shape[1] + 1
    return [values[:, k * width:(k + 1) * width] for k in range(values.shape[1] // width)], list(frame.columns)


def xgboost_case(name, kind):
    _, frame = load(name)
    model = xgboost.Booster(model_file=file(name, ".json") if not file(name, ".json").endswith("case.json") else os.path.join(FIXTURES, name, "model.json"))
    matrix = xgboost.DMatrix(frame if model.feature_names is not None else frame.values)
    values = np.asarray(model.predict(matrix, pred_contribs=True), dtype=float)
    return ([values] if values.ndim == 2 else [values[:, k, :] for k in range(values.shape[1])]), list(frame.columns)


def catboost_case(name, kind):
    _, frame = load(name)
    model = catboost.CatBoost()
    model.load_model(file(name, ".cbm"))
    values = np.asarray(model.get_feature_importance(catboost.Pool(frame[model.feature_names_], cat_features=[c for c in frame.columns if frame[c].dtype == object or str(frame[c].dtype) in ("str", "string")]), type="ShapValues"), dtype=float)
    return ([values] if values.ndim == 2 else [values[:, k, :] for k in range(values.shape[1])]), list(model.feature_names_)


WORK = [
    *[(n, k, sklearn_case) for n in ("sklearn-forest", "sklearn-forest-multi", "sklearn-forest-regression", "sklearn-extra-trees", "sklearn-tree", "sklearn-tree-regression", "sklearn-boosting", "sklearn-boosting-regression", "sklearn-hist", "sklearn-hist-multi", "sklearn-hist-poisson") for k in ("path-dependent", "interventional")],
    *[(n, "path-dependent", lightgbm_case) for n in ("lightgbm-multiclass", "lightgbm-ova", "lightgbm-categorical", "lightgbm-goss", "lightgbm-rf-multi")],
    *[(n, "path-dependent", xgboost_case) for n in ("xgboost-softprob", "xgboost-softmax", "xgboost-dart-multi", "xgboost-multi-target", "xgboost-tweedie")],
    *[(n, "path-dependent", catboost_case) for n in ("catboost-binary", "catboost-regression", "catboost-multiclass", "catboost-deep", "catboost-poisson", "catboost-one-hot", "catboost-no-missing", "catboost-nan-max", "catboost-scaled")],
]
out = {"producer": ", ".join(f"{p} {version(p)}" for p in ("shap", "xgboost", "lightgbm", "catboost", "scikit-learn")), "rows": ROWS, "cases": []}
for name, kind, work in WORK:
    try:
        classes, columns = work(name, kind)
    except Exception as error:  # a library that cannot explain its own case is left out, and said
        print(f"left out: {kind} {name}: {type(error).__name__} {str(error)[:120]}")
        continue
    out["cases"].append({"kind": kind, "name": name, "columns": columns, "classes": [np.round(v, 9).tolist() for v in classes]})
with open(os.path.join(HERE, "contributions-more.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
print(len(out["cases"]), "cases")
