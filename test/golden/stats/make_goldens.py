"""Writes goldens.json: reference numbers from scipy, statsmodels, scikit-learn and mpmath.

Run by hand: python3 make_goldens.py. Not needed to run the tests.
"""
import json
import platform
from pathlib import Path

import mpmath
import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn import metrics
from statsmodels.stats import multitest, proportion
from statsmodels.stats.contingency_tables import StratifiedTable, mcnemar

mpmath.mp.dps = 40
out = {
    "_versions": {
        "python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__, "mpmath": mpmath.__version__,
    }
}


def rows(function, arguments):
    return [[list(a), float(function(*a))] for a in arguments]


def mp_ncdf_upper(x):
    return mpmath.erfc(mpmath.mpf(x) / mpmath.sqrt(2)) / 2


def mp_betai(x, a, b):
    return mpmath.betainc(a, b, 0, mpmath.mpf(x), regularized=True)


def mp_gammaq(a, x):
    return mpmath.gammainc(mpmath.mpf(a), mpmath.mpf(x), mpmath.inf, regularized=True)


out["normalSf"] = rows(mp_ncdf_upper, [(x,) for x in (-8, -3, -1, -0.1, 0, 0.3, 1, 1.96, 3, 5, 8, 12, 20, 30, 37)])
out["normalQuantile"] = rows(lambda p: stats.norm.ppf(p), [(p,) for p in (1e-300, 1e-100, 1e-20, 1e-12, 1e-6, 0.001, 0.025, 0.07, 0.08, 0.3, 0.499999, 0.5, 0.6, 0.9, 0.975, 0.9999)])
out["chiSquareSf"] = rows(lambda x, df: mp_gammaq(mpmath.mpf(df) / 2, mpmath.mpf(x) / 2),
                          [(0.001, 1), (3.841, 1), (50, 1), (823.6798, 6), (0.5, 9), (16.9, 9), (150, 100), (1100, 1000), (1500, 1000), (30, 3.5), (1400, 2), (2000, 2000), (2200, 2000), (1900, 2000), (101000, 100000), (1990000, 2000000)])
out["chiSquareQuantile"] = rows(lambda p, df: stats.chi2.ppf(p, df), [(0.95, 1), (0.95, 9), (0.5, 3), (0.01, 20), (0.999, 100)])
def mp_t2(t, df):
    t, df = mpmath.mpf(t), mpmath.mpf(df)
    return mpmath.betainc(df / 2, mpmath.mpf(1) / 2, 0, df / (df + t * t), regularized=True)


out["studentTTwoSided"] = rows(mp_t2, [(0.01, 5), (1, 1), (2.5, 3), (2, 30), (5, 30.7), (10, 200), (40, 12), (3, 10000), (1e-5, 50)])
out["studentTQuantile"] = rows(lambda p, df: stats.t.ppf(p, df), [(0.975, 1), (0.975, 5), (0.975, 29.5), (0.95, 1000), (0.6, 7), (0.0001, 12), (1e-10, 25), (0.51, 100)])
def mp_f(x, a, b):
    x, a, b = mpmath.mpf(x), mpmath.mpf(a), mpmath.mpf(b)
    return mpmath.betainc(b / 2, a / 2, 0, b / (b + a * x), regularized=True)


out["fSf"] = rows(mp_f, [(0.5, 3, 10), (4, 2, 30), (30, 5, 100), (1.1, 200, 300), (100, 8, 20)])
out["betaI"] = rows(mp_betai, [(0.01, 15.5, 985.5), (0.5, 0.5, 0.5), (0.02, 2, 3), (0.9, 20, 5), (0.48, 500, 520), (1e-6, 0.5, 2), (0.1, 3, 200)])
out["betaQuantile"] = rows(lambda p, a, b: stats.beta.ppf(p, a, b), [(0.025, 3, 998), (0.975, 4, 997), (0.5, 0.5, 10.5), (0.025, 220, 181), (1e-6, 2, 5), (0.9, 50, 0.5)])
out["binomialCdf"] = rows(lambda k, n, p: stats.binom.cdf(k, n, p), [(2, 15, 0.1), (0, 10, 0.3), (480, 1000, 0.5), (10, 1000, 0.05), (9, 10, 0.5)])
out["binomialSf"] = rows(lambda k, n, p: stats.binom.sf(k, n, p), [(2, 15, 0.1), (560, 1000, 0.5), (90, 1000, 0.05), (9, 10, 0.5)])
out["binomialPmf"] = rows(lambda k, n, p: mpmath.binomial(int(k), 0) * mpmath.binomial(int(n), int(k)) * mpmath.mpf(p) ** int(k) * (1 - mpmath.mpf(p)) ** int(n - k),
                          [(3, 15, 0.1), (500, 1000, 0.5), (10, 100000, 0.0002), (50000, 100000, 0.51), (7, 8, 0.9)])
out["binomialTest"] = [[[k, n, p, alt], float(stats.binomtest(k, n, p, alternative=alt).pvalue)]
                       for k, n, p in ((3, 15, 0.1), (220, 400, 0.5), (0, 12, 0.2), (7, 9, 0.4), (5, 10, 0.5), (990, 1000, 0.97))
                       for alt in ("two-sided", "less", "greater")]
out["hypergeometricPmf"] = rows(lambda k, total, marked, draws: stats.hypergeom.pmf(k, total, marked, draws), [(3, 20, 7, 8), (0, 10, 3, 4), (450, 2000, 900, 1000)])
out["fisherExact"] = rows(lambda *t: stats.fisher_exact([t[:2], t[2:]])[1], [(8, 2, 1, 5), (9, 18, 41, 27), (15, 35, 41, 27), (0, 5, 7, 3), (100, 200, 150, 200), (3, 3, 3, 3), (1, 9, 11, 3), (2000, 3000, 2100, 2900)])
out["kolmogorovSf"] = rows(stats.kstwobign.sf, [(x,) for x in (0.2, 0.5, 0.8, 1.0, 1.17, 1.19, 1.358, 2, 4, 8)])

rng = np.random.default_rng(20240601)
ks = []
for n, m, shift in ((5, 7, 0.5), (30, 30, 0.3), (50, 80, 0), (200, 333, 0.2), (100, 20, 1.5), (900, 1100, 0.02), (4, 4, 9), (20000, 9000, 0.01)):
    a = np.round(rng.normal(size=n), 9)
    b = np.round(rng.normal(size=m) + shift, 9)
    r = stats.ks_2samp(a, b, method="exact" if max(n, m) <= 10000 else "asymp")
    case = {"n": n, "m": m, "d": float(r.statistic), "p": float(r.pvalue), "location": float(r.statistic_location)}
    if max(n, m) <= 10000:
        case |= {"a": a.tolist(), "b": b.tolist()}
        case |= {"wasserstein": float(stats.wasserstein_distance(a, b)), "energy": float(stats.energy_distance(a, b)), "welch": [float(x) for x in (stats.ttest_ind(a, b, equal_var=False).statistic, stats.ttest_ind(a, b, equal_var=False).pvalue)]}
        ks.append(case)
out["ks"] = [c for c in ks if c["n"] <= 333]

tables = [[[10, 10, 20], [20, 20, 20]], [[16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]], [[5, 0, 9], [3, 0, 14]], [[120, 80], [90, 110], [60, 140]]]
out["chiSquare"] = []
for t in tables:
    kept = np.array(t)[:, np.array(t).sum(0) > 0]
    r = stats.chi2_contingency(kept, correction=False)
    out["chiSquare"].append({"table": t, "statistic": float(r.statistic), "df": int(r.dof), "p": float(r.pvalue), "minExpected": float(r.expected_freq.min()), "v": float(stats.contingency.association(kept, "cramer"))})

out["intervals"] = []
for s, n in ((0, 10), (3, 1000), (220, 400), (1, 30), (30, 30), (5, 12), (805, 1795)):
    for level in (0.9, 0.95, 0.99):
        row = {"s": s, "n": n, "level": level}
        for name, method in (("wilson", "wilson"), ("clopperPearson", "beta"), ("jeffreys", "jeffreys")):
            row[name] = [float(x) for x in proportion.proportion_confint(s, n, 1 - level, method)]
        out["intervals"].append(row)
two = ((56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 0, 20), (10, 10, 0, 10), (5, 1000, 12, 900), (0, 40, 6, 50))
out["newcombe"] = rows(lambda *a: 0, []) + [[list(a), [float(x) for x in proportion.confint_proportions_2indep(*a, method="newcomb", compare="diff", correction=False)]] for a in two]
out["koopman"] = [[list(a), [float(x) for x in proportion.confint_proportions_2indep(*a, method="score", compare="ratio", correction=False)]] for a in ((56, 70, 48, 80), (9, 10, 3, 10), (5, 1000, 12, 900), (36, 40, 16, 80))]
out["katz"] = [[list(a), [float(x) for x in proportion.confint_proportions_2indep(*a, method="log", compare="ratio", correction=False)]] for a in ((56, 70, 48, 80), (9, 10, 3, 10), (5, 1000, 12, 900))]
z = proportion.proportions_ztest([48, 30], [100, 100])
out["twoProportionZ"] = [[48, 100, 30, 100], [float(x) for x in z]]
out["mcnemar"] = [[list(a), float(mcnemar([[0, a[0]], [a[1], 0]], exact=True).pvalue)] for a in ((6, 16), (1, 9), (5, 5), (120, 80))]
strata = [[[20, 14], [10, 30]], [[5, 9], [8, 11]], [[12, 3], [9, 7]]]
st = StratifiedTable([np.array(s, dtype=float) for s in strata])
test = st.test_null_odds(correction=False)
out["cmh"] = {"strata": [[s[0][0], s[0][1], s[1][0], s[1][1]] for s in strata], "oddsRatio": float(st.oddsratio_pooled), "statistic": float(test.statistic), "p": float(test.pvalue)}
d = np.round(rng.normal(0.2, 1, 40), 9)
w = np.round(rng.normal(0.1, 1, 120), 1)
out["wilcoxon"] = [{"d": x.tolist(), "p": float(stats.wilcoxon(x, method=m, correction=False).pvalue)} for x, m in ((d, "exact"), (w, "asymptotic"))]
pvalues = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04, 0.9]
out["adjust"] = {"p": pvalues, **{name: multitest.multipletests(pvalues, method=m)[1].tolist() for name, m in (("holm", "holm"), ("bh", "fdr_bh"), ("by", "fdr_by"))}}

y = (rng.random(300) < 0.3).astype(int)
s = np.round(np.clip(0.3 + 0.15 * y + rng.normal(0, 0.2, 300), 0.01, 0.99), 2)
pred = (s >= 0.4).astype(int)
precision, rec, _ = metrics.precision_recall_curve(y, s)
fpr, tpr, _ = metrics.roc_curve(y, s, drop_intermediate=False)
import statsmodels.api as sm
logit = np.log(s / (1 - s))
fit = sm.Logit(y, sm.add_constant(logit)).fit(disp=0, tol=1e-14)
large = sm.GLM(y, np.ones(300), family=sm.families.Binomial(), offset=logit).fit(tol=1e-14)
out["binary"] = {
    "score": s.tolist(), "outcome": y.tolist(), "threshold": 0.4,
    "auc": float(metrics.roc_auc_score(y, s)), "ap": float(metrics.average_precision_score(y, s)), "ks": float(np.abs(tpr - fpr).max()),
    "logLoss": float(metrics.log_loss(y, s)), "brier": float(metrics.brier_score_loss(y, s)),
    "confusion": [int(v) for v in metrics.confusion_matrix(y, pred).ravel()],
    "accuracy": float(metrics.accuracy_score(y, pred)), "balancedAccuracy": float(metrics.balanced_accuracy_score(y, pred)),
    "precision": float(metrics.precision_score(y, pred)), "recall": float(metrics.recall_score(y, pred)),
    "f1": float(metrics.f1_score(y, pred)), "mcc": float(metrics.matthews_corrcoef(y, pred)),
    "slope": float(fit.params[1]), "intercept": float(fit.params[0]), "slopeCi": [float(v) for v in fit.conf_int()[1]], "inTheLarge": float(large.params[0]),
}
classes = rng.integers(0, 4, 200)
guess = np.where(rng.random(200) < 0.6, classes, rng.integers(0, 4, 200))
proba = rng.dirichlet(np.ones(4), 200)
out["multiclass"] = {
    "actual": classes.tolist(), "predicted": guess.tolist(), "probabilities": proba.T.tolist(), "matrix": metrics.confusion_matrix(classes, guess).tolist(),
    "macroF1": float(metrics.f1_score(classes, guess, average="macro")), "macroPrecision": float(metrics.precision_score(classes, guess, average="macro")),
    "accuracy": float(metrics.accuracy_score(classes, guess)), "logLoss": float(metrics.log_loss(classes, proba)),
}
a = rng.gamma(2, 3, 150)
p = a + rng.normal(0.3, 1, 150)
out["regression"] = {"actual": a.tolist(), "predicted": p.tolist(), "rmse": float(np.sqrt(metrics.mean_squared_error(a, p))), "mae": float(metrics.mean_absolute_error(a, p)),
                     "mape": float(metrics.mean_absolute_percentage_error(a, p)), "r2": float(metrics.r2_score(a, p)), "bias": float((p - a).mean()), "smape": float((2 * abs(p - a) / (abs(a) + abs(p))).mean()),
                     "tMeanCi": [float(v) for v in stats.t.interval(0.95, 149, a.mean(), stats.sem(a))]}
lo = stats.bootstrap((a,), np.mean, n_resamples=20000, method="BCa", random_state=1).confidence_interval
out["bca"] = {"meanOfActual": [float(lo.low), float(lo.high)]}

Path(__file__).with_name("goldens.json").write_text(json.dumps(out, indent=0) + "\n")
