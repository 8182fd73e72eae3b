"""Writes goldens.json: figures of performance and fairness from scikit-learn, statsmodels, model-diagnostics and fairlearn
on rows with tied scores, case weights, groups and several classes. Run by hand: python3 make_goldens.py."""
import json
import warnings
from importlib.metadata import version
from pathlib import Path

import fairlearn.metrics as fair
import numpy as np
import statsmodels.api as sm
from model_diagnostics.scoring import SquaredError, decompose
from scipy import stats
from sklearn import metrics
from sklearn.isotonic import IsotonicRegression

warnings.filterwarnings("ignore")
rng = np.random.default_rng(11)
n = 240
p = np.clip(np.round(1 / (1 + np.exp(-rng.normal(-0.8, 1.2, n))), 2), 0.01, 0.99)
y = (rng.random(n) < np.clip(p * 1.1, 0, 1)).astype(int)
w = np.round(rng.gamma(2, 1, n) + 0.1, 2)
g = rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2])
proba = np.round(rng.dirichlet([1.2, 1, 0.8], n), 4)
proba[:, 2] = np.round(1 - proba[:, 0] - proba[:, 1], 4)
y3 = np.array([rng.choice(3, p=q / q.sum()) for q in proba])
actual = np.round(rng.normal(2, 3, n), 2)
actual[:3] = 0
predicted = np.round(actual + rng.normal(0.3, 1, n), 2)
out = {"_versions": {name: version(name) for name in ("scikit-learn", "statsmodels", "model-diagnostics", "fairlearn", "numpy", "scipy")},
       "p": p.tolist(), "y": y.tolist(), "w": w.tolist(), "g": g.tolist(), "proba": proba.tolist(), "y3": y3.tolist(), "actual": actual.tolist(), "predicted": predicted.tolist()}
b = (p >= 0.4).astype(int)
called = proba.argmax(1)
logit = np.log(p / (1 - p))
for name, sw in (("plain", None), ("weighted", w)):
    tn, fp, fn, tp = metrics.confusion_matrix(y, b, sample_weight=sw).ravel()
    fpr, tpr, _ = metrics.roc_curve(y, p, sample_weight=sw, drop_intermediate=False)
    cox = sm.GLM(y, sm.add_constant(logit), family=sm.families.Binomial(), freq_weights=sw).fit(tol=1e-14)
    large = sm.GLM(y, np.ones(n), family=sm.families.Binomial(), offset=logit, freq_weights=sw).fit(tol=1e-14)
    parts = decompose(y, p, weights=sw, scoring_function=SquaredError())
    held = actual != 0
    rates = {k: {"sample_weight": sw} for k in ("favourable", "tpr", "fpr", "ppv", "npv")} if sw is not None else None
    frame = fair.MetricFrame(metrics={
        "favourable": lambda t, q, sample_weight=None: 1 - fair.selection_rate(t, q, sample_weight=sample_weight),
        "tpr": fair.true_positive_rate, "fpr": fair.false_positive_rate, "ppv": metrics.precision_score,
        "npv": lambda t, q, sample_weight=None: metrics.precision_score(1 - t, 1 - q, sample_weight=sample_weight),
    }, y_true=y, y_pred=b, sensitive_features=g, sample_params=rates)
    out[name] = {
        "performance.discrimination": {
            "auc/test": metrics.roc_auc_score(y, p, sample_weight=sw), "pr-auc/test": metrics.average_precision_score(y, p, sample_weight=sw), "ks/test": max(abs(tpr - fpr)),
            "brier/test": metrics.brier_score_loss(y, p, sample_weight=sw), "log-loss/test": metrics.log_loss(y, p, sample_weight=sw), "accuracy/test": metrics.accuracy_score(y, b, sample_weight=sw),
            "tpr/test": metrics.recall_score(y, b, sample_weight=sw), "precision/test": metrics.precision_score(y, b, sample_weight=sw), "balanced-accuracy/test": metrics.balanced_accuracy_score(y, b, sample_weight=sw),
            "f1/test": metrics.f1_score(y, b, sample_weight=sw), "mcc/test": metrics.matthews_corrcoef(y, b, sample_weight=sw), "npv/test": metrics.precision_score(1 - y, 1 - b, sample_weight=sw),
            "tp/test": tp, "fp/test": fp, "fn/test": fn, "tn/test": tn},
        "performance.calibration": {
            "slope/test": cox.params[1], "intercept/test": cox.params[0], "in-the-large/test": large.params[0], "brier/test": parts["score"][0],
            "brier-miscalibration/test": parts["miscalibration"][0], "brier-discrimination/test": parts["discrimination"][0], "brier-uncertainty/test": parts["uncertainty"][0]},
        "performance.multiclass": {
            "accuracy/test": metrics.accuracy_score(y3, called, sample_weight=sw), "balanced-accuracy/test": metrics.balanced_accuracy_score(y3, called, sample_weight=sw),
            "kappa/test": metrics.cohen_kappa_score(y3, called, sample_weight=sw), "mcc/test": metrics.matthews_corrcoef(y3, called, sample_weight=sw),
            "macro-f1/test": metrics.f1_score(y3, called, average="macro", sample_weight=sw), "macro-precision/test": metrics.precision_score(y3, called, average="macro", sample_weight=sw),
            "weighted-f1/test": metrics.f1_score(y3, called, average="weighted", sample_weight=sw), "weighted-precision/test": metrics.precision_score(y3, called, average="weighted", sample_weight=sw),
            "log-loss/test": metrics.log_loss(y3, proba, sample_weight=sw), "brier/test": np.average(((proba - np.eye(3)[y3]) ** 2).sum(1), weights=sw),
            "macro-auc/test": metrics.roc_auc_score(y3, proba, multi_class="ovr", average="macro", sample_weight=sw), "weighted-auc/test": metrics.roc_auc_score(y3, proba, multi_class="ovr", average="weighted", sample_weight=sw),
            **{f"auc/test/{k}": metrics.roc_auc_score(y3 == k, proba[:, k], sample_weight=sw) for k in range(3)}},
        "performance.regression": {
            "rmse/test": metrics.root_mean_squared_error(actual, predicted, sample_weight=sw), "mae/test": metrics.mean_absolute_error(actual, predicted, sample_weight=sw),
            "r2/test": metrics.r2_score(actual, predicted, sample_weight=sw), "bias/test": np.average(predicted - actual, weights=sw),
            "mape/test": metrics.mean_absolute_percentage_error(actual[held], predicted[held], sample_weight=None if sw is None else sw[held])},
        "subpopulations.fairness": {f"{k}/test/g/{group}": frame.by_group.loc[group, k] for k in ("favourable", "tpr", "fpr", "ppv", "npv") for group in "abc"},
    }
    if sw is None:
        out[name]["performance.calibration"]["fit-p"] = stats.chi2.sf(2 * (cox.llf - np.sum(np.log(np.where(y == 1, p, 1 - p)))), 2)
        out[name]["subpopulations.impact-ratio"] = {"lowest": fair.demographic_parity_ratio(y, 1 - b, sensitive_features=g)}
out["isotonic"] = {name: IsotonicRegression().fit(p, y, sample_weight=sw).predict(np.unique(p)).tolist() for name, sw in (("plain", None), ("weighted", w))}
Path(__file__).with_name("goldens.json").write_text(json.dumps(out, default=float) + "\n")
