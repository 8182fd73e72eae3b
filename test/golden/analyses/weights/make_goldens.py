"""Writes goldens.json: weighted figures from scikit-learn (sample_weight) and numpy.

Run by hand: python3 make_goldens.py. Not needed to run the tests.
"""
import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics

rng = np.random.default_rng(20261123)
n = 400
score = np.round(rng.beta(2, 4, n), 3)  # rounded, so that scores are tied
y = (rng.random(n) < score).astype(int)
weight = np.round(rng.gamma(2.0, 1.5, n) + 0.01, 6)
hit = (score >= 0.4).astype(int)
w = dict(sample_weight=weight)
fpr, tpr, _ = metrics.roc_curve(y, score, **w)
tn, fp, fn, tp = metrics.confusion_matrix(y, hit, **w).ravel()
number = rng.normal(size=n)
actual = number + rng.normal(size=n) * (0.5 + np.abs(number))
out = {
    "_versions": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "score": score.tolist(), "outcome": y.tolist(), "weight": weight.tolist(), "number": number.tolist(), "actual": actual.tolist(),
    "binary": {
        "auc": metrics.roc_auc_score(y, score, **w), "pr-auc": metrics.average_precision_score(y, score, **w), "ks": float(np.max(np.abs(tpr - fpr))),
        "brier": metrics.brier_score_loss(y, score, **w), "log-loss": metrics.log_loss(y, np.clip(score, 2.0**-52, 1 - 2.0**-52), **w),
        "accuracy": metrics.accuracy_score(y, hit, **w), "balanced-accuracy": metrics.balanced_accuracy_score(y, hit, **w),
        "precision": metrics.precision_score(y, hit, **w), "tpr": metrics.recall_score(y, hit, **w), "f1": metrics.f1_score(y, hit, **w),
        "mcc": metrics.matthews_corrcoef(y, hit, **w), "tp": float(tp), "fp": float(fp), "fn": float(fn), "tn": float(tn),
    },
    "regression": {
        "rmse": float(np.sqrt(metrics.mean_squared_error(actual, number, **w))), "mae": metrics.mean_absolute_error(actual, number, **w),
        "r2": metrics.r2_score(actual, number, **w), "bias": float(np.average(number - actual, weights=weight)),
        "mape": metrics.mean_absolute_percentage_error(actual, number, **w),
    },
    "effective": float(weight.sum() ** 2 / (weight**2).sum()),
}
(Path(__file__).parent / "goldens.json").write_text(json.dumps(out))
