"""Writes goldens.json: fits, tests and sample sizes by statsmodels, SciPy and NumPy.

Run by hand: python3 make_goldens.py. Not needed to run the tests.
"""
import json
import platform
from pathlib import Path

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.proportion import proportions_ztest, samplesize_proportions_2indep_onetail

rng = np.random.default_rng(20261123)
n = 120
x1 = rng.normal(size=n).round(4)
x2 = rng.exponential(size=n).round(4)
y = (rng.random(n) < 1 / (1 + np.exp(-(-0.5 + 0.9 * x1 - 0.4 * x2)))).astype(float)
z = (1 + 0.5 * x1 - 0.3 * x2 + rng.normal(size=n) * (0.5 + x2)).round(4)
w = rng.uniform(0.2, 3, size=n).round(4)
X = np.column_stack([np.ones(n), x1, x2])


def unpaired_delong(score_a, outcome_a, score_b, outcome_b):
    """AUCs by pair counting and DeLong's variance by its definition, written anew."""
    def one(score, outcome):
        pos, neg = score[outcome == 1], score[outcome == 0]
        wins = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
        return wins.mean(), wins.mean(axis=1).var(ddof=1) / len(pos) + wins.mean(axis=0).var(ddof=1) / len(neg)
    (a, va), (b, vb) = one(score_a, outcome_a), one(score_b, outcome_b)
    return {"first": a, "second": b, "difference": b - a, "se": float(np.sqrt(va + vb)), "varianceFirst": va, "varianceSecond": vb}


logit = sm.GLM(y, X, family=sm.families.Binomial()).fit(tol=1e-14, maxiter=200)
weighted = sm.GLM(y, X, family=sm.families.Binomial(), freq_weights=w).fit(tol=1e-14, maxiter=200)
ols = sm.OLS(z, X).fit(cov_type="HC3")
wls = sm.WLS(z, X, weights=w).fit(cov_type="HC3")
score = np.round(x1 + 0.5 * y, 1)
half = n // 2
matrix = X.T @ X

out = {
    "_versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "x1": x1.tolist(), "x2": x2.tolist(), "y": y.tolist(), "z": z.tolist(), "w": w.tolist(), "score": score.tolist(),
    "logistic": {"coefficients": logit.params.tolist(), "covariance": logit.cov_params().ravel().tolist(), "logLikelihood": float(logit.llf)},
    "weightedLogistic": {"coefficients": weighted.params.tolist(), "covariance": weighted.cov_params().ravel().tolist()},
    "leastSquares": {"coefficients": ols.params.tolist(), "covariance": ols.cov_params().ravel().tolist()},
    "weightedLeastSquares": {"coefficients": wls.params.tolist(), "covariance": wls.cov_params().ravel().tolist()},
    "unpairedDelong": unpaired_delong(score[:half], y[:half], score[half:], y[half:]),
    "welch": {"t": float(stats.ttest_ind(z[half:], z[:half], equal_var=False).statistic), "p": float(stats.ttest_ind(z[half:], z[:half], equal_var=False).pvalue)},
    "inverse": np.linalg.inv(matrix).ravel().tolist(), "matrix": matrix.ravel().tolist(),
    "sizeForProportions": [[[p, q, a, power, ratio], float(samplesize_proportions_2indep_onetail(q - p, p, power, ratio=ratio, alpha=a, value=0))]
                           for p, q, a, power, ratio in [(0.1, 0.15, 0.05, 0.8, 1), (0.2, 0.18, 0.01, 0.9, 1)]],
    "sizeForMeans": [[[d, sd, a, power, ratio], float(TTestIndPower().solve_power(effect_size=d / sd, alpha=a, power=power, ratio=ratio))]
                     for d, sd, a, power, ratio in [(0.2, 1, 0.05, 0.8, 1), (3, 10, 0.01, 0.9, 1), (0.5, 2, 0.05, 0.8, 2)]],
    "proportions": [[[s1, n1, s2, n2], [float(v) for v in proportions_ztest([s1, s2], [n1, n2])]] for s1, n1, s2, n2 in [(30, 200, 45, 210), (5, 50, 6, 60), (400, 1000, 350, 1000)]],
    "spearman": float(stats.spearmanr(score, x2).statistic),
}
Path(__file__).with_name("goldens.json").write_text(json.dumps(out) + "\n")
