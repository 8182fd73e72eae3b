"""Goldens of the comparison analyses: rows, a logistic regression and a least-squares fit by statsmodels, and its
predictions, AUCs by scikit-learn, and permutation-free checks of the paired tests by scipy. Run: python3 make_goldens.py"""
import json
import os

import numpy as np
import scipy
import scipy.stats
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.metrics import log_loss, roc_auc_score
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(11)


def rows(n):
    a = np.round(rng.normal(2, 3, n), 3)
    a[rng.random(n) < 0.1] = np.nan
    b = rng.integers(0, 6, n).astype(float)
    c = rng.choice(["x", "y", "z"], n, p=[0.5, 0.3, 0.2])
    z = 0.4 * np.nan_to_num(a, nan=1) - 0.3 * b + np.where(c == "y", 0.8, 0)
    y = (rng.random(n) < 1 / (1 + np.exp(-z))).astype(float)
    score = np.round(1 / (1 + np.exp(-(0.7 * z + rng.normal(0, 1, n)))), 6)
    return {"a": a, "b": b, "c": c, "y": y, "score": score, "v": np.round(z + rng.normal(0, 1, n), 4)}


def design(d, fit):
    mean, sd = np.nanmean(fit["a"]), np.nanstd(fit["a"], ddof=1)
    bm, bs = fit["b"].mean(), fit["b"].std(ddof=1)
    gap = np.isnan(d["a"])
    return np.column_stack([np.ones(len(d["b"])), np.where(gap, 0, (d["a"] - mean) / sd), gap, (d["b"] - bm) / bs, d["c"] == "y", d["c"] == "z"]).astype(float)


development, test = rows(400), rows(300)
logit = sm.Logit(development["y"], design(development, development)).fit(disp=0, tol=1e-14, maxiter=200)
ols = sm.OLS(development["v"], design(development, development)).fit()
p = logit.predict(design(test, development))
prior = np.full(300, development["y"].mean())
rowwise = lambda q: -(test["y"] * np.log(q) + (1 - test["y"]) * np.log(1 - q))
t = scipy.stats.ttest_rel(rowwise(prior), rowwise(test["score"]))
wilcoxon = scipy.stats.wilcoxon(rowwise(p), rowwise(test["score"]), correction=False, method="asymptotic")
right = lambda q: (q >= 0.5) == (test["y"] == 1)
only_p, only_s = int((right(p) & ~right(test["score"])).sum()), int((~right(p) & right(test["score"])).sum())
# Champion p against challenger score within the levels of c; weighted by 1..4 dealt by row number.
loss_p, loss_s = rowwise(p), rowwise(test["score"])
weight = 1.0 + (7 * np.arange(300) + np.arange(300) // 5) % 4
segments = []
for level in ["x", "y", "z"]:
    own = test["c"] == level
    pair = scipy.stats.ttest_rel(loss_p[own], loss_s[own])
    interval = pair.confidence_interval()
    robust = sm.WLS((loss_p - loss_s)[own], np.ones(own.sum()), weights=weight[own]).fit(cov_type="HC0")
    segments.append({"group": level, "n": int(own.sum()), "champion": loss_p[own].mean(), "challenger": loss_s[own].mean(), "p": pair.pvalue, "low": interval.low, "high": interval.high, "weighted": robust.params[0], "weightedSe": robust.bse[0]})
holm = multipletests([each["p"] for each in segments], method="holm")[1]
weighted = {"weight": weight.tolist(), "auc": {"score": roc_auc_score(test["y"], test["score"], sample_weight=weight), "simple": roc_auc_score(test["y"], p, sample_weight=weight)}, "right": [float(np.average(right(p), weights=weight)), float(np.average(right(test["score"]), weights=weight))]}
plain = lambda d: {k: [None if isinstance(v, float) and np.isnan(v) else v for v in col.tolist()] for k, col in d.items()}
out = {
    "producer": f"statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}, scipy {scipy.__version__}",
    "development": plain(development), "test": plain(test),
    "coefficients": logit.params.tolist(), "leastSquares": ols.params.tolist(), "predictions": p.tolist(),
    "auc": {"score": roc_auc_score(test["y"], test["score"]), "simple": roc_auc_score(test["y"], p)},
    "logLoss": {"score": log_loss(test["y"], test["score"]), "prior": log_loss(test["y"], prior)},
    "prior": {"t": t.statistic, "p": t.pvalue}, "wilcoxonP": wilcoxon.pvalue, "mcnemar": [only_p, only_s],
    "segments": [{**each, "holm": adjusted} for each, adjusted in zip(segments, holm.tolist())], "weighted": weighted,
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
