"""Goldens of drift in performance and concept, of performance without outcomes, and of A/B tests.

statsmodels fits the logistic regressions and the least squares with HC3 covariance and tests proportions; scikit-learn
gives AUC and losses (expected ones by weighting every row once as an event and once as none); scipy the t and
binomial tests; DeLong's variance is summed over all pairs as pROC does. Run: python3 make_goldens.py"""
import json
import os

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import stats
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

rng = np.random.default_rng(23)
expit = lambda x: 1 / (1 + np.exp(-x))


def rows(n, cases, relation):
    z = rng.normal(cases, 1, n)
    eta = -0.7 + z
    y = (rng.random(n) < expit(eta + relation)).astype(float)
    return {
        "score": np.round(expit(0.8 * eta + 0.1 * eta * np.abs(eta)), 6), "y": y,
        "number": np.round(2 * z, 5), "v": np.round(2 * z + relation + (1 + 0.4 * np.abs(z)) * rng.normal(0, 1, n), 5),
    }


a, b = rows(400, 0, 0), rows(250, 0.3, 0.35)


def curve(reference, probabilities):
    """Harrell's restricted cubic spline with knots at the 5, 35, 65 and 95 % quantiles of the standardised score."""
    raw = (lambda s: np.log(s / (1 - s))) if probabilities else (lambda s: s)
    r = raw(reference)
    x = lambda s: (raw(s) - r.mean()) / r.std(ddof=1)
    t = np.quantile(x(reference), [0.05, 0.35, 0.65, 0.95])
    cube = lambda u: np.maximum(u, 0) ** 3
    bend = lambda u, k: (cube(u - k) - cube(u - t[2]) * (t[3] - k) / (t[3] - t[2]) + cube(u - t[3]) * (t[2] - k) / (t[3] - t[2])) / (t[3] - t[0]) ** 2
    return x, lambda u: np.column_stack([np.ones(len(u)), u, bend(u, t[0]), bend(u, t[1])])


def relation(score, outcome, binary):
    x, terms = curve(a[score], binary)
    u = np.concatenate([x(a[score]), x(b[score])])
    inside = np.repeat([0.0, 1.0], [len(a[score]), len(b[score])])
    base, y = terms(u), np.concatenate([a[outcome], b[outcome]])
    whole = np.column_stack([base, inside, inside * u])
    there, here = whole[inside == 1], np.column_stack([base, 0 * u, 0 * u])[inside == 1]
    if binary:
        fit, less = [sm.Logit(y, m).fit(disp=0, tol=1e-14, maxiter=200, method="newton") for m in (whole, base)]
        statistic = 2 * (fit.llf - less.llf)
        p, q = fit.predict(there), fit.predict(here)
        gradient = ((p * (1 - p))[:, None] * there - (q * (1 - q))[:, None] * here).mean(0)
        se, reach = np.sqrt(gradient @ fit.cov_params() @ gradient), stats.norm.ppf(0.975)
        out = {"statistic": statistic, "p": stats.chi2.sf(statistic, 2), "mean": (p - q).mean()}
    else:
        fit = sm.OLS(y, whole).fit(cov_type="HC3", use_t=True)
        test = fit.f_test(np.eye(6)[4:])
        gradient = (there - here).mean(0)
        se, reach = np.sqrt(gradient @ fit.cov_params() @ gradient), stats.t.ppf(0.975, fit.df_resid)
        out = {"statistic": float(test.fvalue), "p": float(test.pvalue), "mean": gradient @ fit.params}
    return {**out, "low": out["mean"] - reach * se, "high": out["mean"] + reach * se}


def delong_variance(s, y):
    pairs = (s[y == 1][:, None] > s[y == 0][None, :]) + 0.5 * (s[y == 1][:, None] == s[y == 0][None, :])
    v10, v01 = pairs.mean(1), pairs.mean(0)
    return v10.var(ddof=1) / len(v10) + v01.var(ddof=1) / len(v01), min(len(v10), len(v01)) - 1


def satterthwaite(va, da, vb, db):
    return (va + vb) ** 2 / (va ** 2 / da + vb ** 2 / db)


def auc_change():
    (va, da), (vb, db) = delong_variance(a["score"], a["y"]), delong_variance(b["score"], b["y"])
    d = roc_auc_score(b["y"], b["score"]) - roc_auc_score(a["y"], a["score"])
    t, df = d / np.sqrt(va + vb), satterthwaite(va, da, vb, db)
    return {"reference": roc_auc_score(a["y"], a["score"]), "change": d, "p": 2 * stats.t.sf(abs(t), df), "low": d - stats.t.ppf(0.975, df) * np.sqrt(va + vb), "high": d + stats.t.ppf(0.975, df) * np.sqrt(va + vb)}


def ratio_change(la, lb):
    """log of the ratio of two mean losses; at least the variance that the pooled spread gives."""
    va, vb = [x.var(ddof=1) / len(x) / x.mean() ** 2 for x in (la, lb)]
    n, m = len(la), len(lb)
    pooled = (va * n * (n - 1) + vb * m * (m - 1)) / (n + m - 2) * (1 / n + 1 / m)
    v, df = (pooled, n + m - 2) if pooled > va + vb else (va + vb, satterthwaite(va, n - 1, vb, m - 1))
    d = np.log(lb.mean() / la.mean())
    reach = stats.t.ppf(0.975, df) * np.sqrt(v)
    return {"reference": la.mean(), "change": np.expm1(d), "p": 2 * stats.t.sf(abs(d) / np.sqrt(v), df), "low": np.expm1(d - reach), "high": np.expm1(d + reach)}


losses = lambda d: -(d["y"] * np.log(d["score"]) + (1 - d["y"]) * np.log(1 - d["score"]))
errors = lambda d: np.abs(d["number"] - d["v"])
assert abs(losses(a).mean() - log_loss(a["y"], a["score"])) < 1e-12

x, terms = curve(a["score"], True)
recalibrated = sm.Logit(a["y"], terms(x(a["score"]))).fit(disp=0, tol=1e-14, maxiter=200, method="newton").predict(terms(x(b["score"])))
both, event = np.tile(b["score"], 2), np.repeat([1, 0], len(b["y"]))
weight = np.concatenate([recalibrated, 1 - recalibrated])

control, treatment = rng.random(480) < 0.21, rng.random(520) < 0.27
counts = [int(treatment.sum()), int(control.sum())]
left, right = np.round(rng.gamma(2, 1, 60), 5), np.round(rng.gamma(2, 1.3, 75), 5)
welch = stats.ttest_ind(right, left, equal_var=False)
span = welch.confidence_interval(0.95)

golden = {
    "producer": f"statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}",
    "reference": {k: v.tolist() for k, v in a.items()}, "window": {k: v.tolist() for k, v in b.items()},
    "concept": {"binary": relation("score", "y", True), "number": relation("number", "v", False)},
    "performance": {"auc": auc_change(), "logLoss": ratio_change(losses(a), losses(b)), "mae": ratio_change(errors(a), errors(b))},
    "withoutLabels": {"auc": roc_auc_score(event, both, sample_weight=weight), "log-loss": log_loss(event, both, sample_weight=weight), "brier": brier_score_loss(event, both, sample_weight=weight)},
    "arms": {
        "counts": counts, "rows": [520, 480], "p": proportions_ztest(counts, [520, 480])[1], "interval": confint_proportions_2indep(counts[0], 520, counts[1], 480, method="newcomb"),
        "split": stats.binomtest(480, 1000, 0.5).pvalue, "left": left.tolist(), "right": right.tolist(), "welchP": welch.pvalue, "welch": [span.low, span.high],
    },
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens.json"), "w") as out:
    json.dump(golden, out)
    out.write("\n")
