"""Goldens of the stability analyses: partial dependence by scikit-learn, accumulated local effects by PyALE, conformal
coverage and beta-binomial by scipy and MAPIE, Mahalanobis distance of normal scores and Cochran's Q by numpy, scipy and
statsmodels, worst case and smallest shift by scipy.optimize. Run: python3 make_goldens.py"""
import json
import os
import warnings

import numpy as np
import pandas as pd
import scipy
import scipy.optimize
import scipy.stats
import sklearn
import statsmodels
from PyALE import ale
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence
from sklearn.metrics import roc_auc_score
from statsmodels.stats.meta_analysis import combine_effects

warnings.filterwarnings("ignore")
rng = np.random.default_rng(5)
n = 400
a = np.round(rng.normal(0, 1, n), 3)
b = np.round(0.7 * a + rng.normal(0, 0.7, n), 3)
c = rng.integers(0, 4, n).astype(float)


class Model(RegressorMixin, BaseEstimator):
    """The scorer of the test, written again there: sin(a) + a·b/2 + c²/10."""

    def fit(self, X, y=None):
        self.is_fitted_ = True
        return self

    def predict(self, X):
        X = np.asarray(X, float)
        return np.sin(X[:, 0]) + X[:, 0] * X[:, 1] / 2 + X[:, 2] ** 2 / 10


frame = pd.DataFrame({"a": a, "b": b, "c": c})
model = Model().fit(frame)
pdp = partial_dependence(model, frame, ["a"], kind="both", grid_resolution=15, percentiles=(0, 1))
effects = ale(X=frame, model=model, feature=["a"], grid_size=12, plot=False, include_CI=False, feature_type="continuous")

# Split conformal at 90 %: absolute residuals.
truth = np.round(model.predict(frame) + rng.normal(0, 0.5, n), 4)
score = np.round(model.predict(frame), 4)
residual = np.abs(truth - score)
cal, new = residual[:200], residual[200:]
level = 0.9
threshold = np.sort(cal)[int(np.ceil((len(cal) + 1) * level)) - 1]
covered = int((new <= threshold).sum())
beta = {"a": int(np.ceil(201 * level)), "b": 201 - int(np.ceil(201 * level))}

mapie = {}
try:
    import mapie as mapie_package
    from mapie.regression import SplitConformalRegressor

    class Prefit(Model):
        def predict(self, X):
            return np.asarray(X, float)[:, 0]

    regressor = SplitConformalRegressor(estimator=Prefit().fit(None), confidence_level=level, prefit=True)
    regressor.conformalize(score[:200].reshape(-1, 1), truth[:200])
    _, intervals = regressor.predict_interval(score[200:].reshape(-1, 1))
    mapie = {"version": mapie_package.__version__, "half": float((intervals[0, 1, 0] - intervals[0, 0, 0]) / 2), "covered": int(((truth[200:] >= intervals[:, 0, 0] - 1e-9) & (truth[200:] <= intervals[:, 1, 0] + 1e-9)).sum())}
except ImportError:
    pass

betabinom = [[k, m, x, y, float(scipy.stats.betabinom.cdf(k, m, x, y))] for k, m, x, y in [(170, 200, 181, 20), (covered, 200, beta["a"], beta["b"]), (0, 10, 9, 1), (9, 10, 9, 1), (870, 1000, 1801, 200), (44_800, 50_000, 9001, 1000)]]

# Mahalanobis distance of normal scores of mid-ranks, correlations with divisor n and 0.001 on the diagonal.
fit, other = frame.iloc[:300], frame.iloc[300:]


def scores(values, known):
    known = np.sort(known)
    share = (np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right")) / 2 / len(known)
    return scipy.stats.norm.ppf(np.clip(share, 0.5 / len(known), 1 - 0.5 / len(known)))


z = np.column_stack([scores(fit[name].values, fit[name].values) for name in "abc"])
zo = np.column_stack([scores(other[name].values, fit[name].values) for name in "abc"])
inverse = np.linalg.inv(z.T @ z / len(z) + 0.001 * np.eye(3))
distances = np.einsum("ij,jk,ik->i", zo, inverse, zo)

# Cochran's Q and the variance between slices.
values, ses = np.array([0.71, 0.74, 0.69, 0.78, 0.75]), np.array([0.02, 0.015, 0.03, 0.02, 0.025])
meta = combine_effects(values, ses**2, method_re="dl")
q = meta.test_homogeneity()

# Smallest shifts of rows with these losses that bring the mean to a limit, and CVaR.
loss = np.round(rng.gamma(0.7, 0.5, 200), 4)
limit = float(loss.mean() * 1.25)
tilt = scipy.optimize.brentq(lambda t: np.average(loss, weights=np.exp(t * loss)) - limit, 0, 20, xtol=1e-13)
w = np.exp(tilt * loss)
w /= w.sum()
kl = float(np.sum(w * np.log(w * len(loss))))
# Smallest χ² = n Σ(w − 1/n)² with Σw = 1, Σw·loss = limit, w ≥ 0 by quadratic programming (SLSQP).
m = len(loss)
solved = scipy.optimize.minimize(lambda w: m * np.sum((w - 1 / m) ** 2), np.full(m, 1 / m), jac=lambda w: 2 * m * (w - 1 / m), method="SLSQP", bounds=[(0, 1)] * m,
                                 constraints=[{"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(m)}, {"type": "eq", "fun": lambda w: w @ loss - limit, "jac": lambda w: loss}], options={"ftol": 1e-15, "maxiter": 500})


def cvar(share):
    """Rockafellar–Uryasev: min over η of η + E[(loss − η)+]/share."""
    return min(float(eta + np.mean(np.maximum(loss - eta, 0)) / share) for eta in loss)


# AUC of rows that count several times.
s = np.round(rng.random(60), 1)
y = (rng.random(60) < s).astype(int)
counts = rng.integers(0, 4, 60)

golden = {
    "producer": f"scikit-learn {sklearn.__version__}, PyALE 1.2.0, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}" + (f", MAPIE {mapie['version']}" if mapie else ""),
    "rows": {"a": a.tolist(), "b": b.tolist(), "c": c.tolist()},
    "pdp": {"grid": pdp["grid_values"][0].tolist(), "average": pdp["average"][0].tolist(), "individual": pdp["individual"][0][:5].tolist()},
    "ale": {"grid": [float(x) for x in effects.index], "effect": effects["eff"].tolist()},
    "conformal": {"score": score.tolist(), "truth": truth.tolist(), "level": level, "threshold": float(threshold), "covered": covered, **beta, "low": float(scipy.stats.beta.ppf(0.025, beta["a"], beta["b"])), "high": float(scipy.stats.beta.ppf(0.975, beta["a"], beta["b"])), "mapie": mapie},
    "betabinom": betabinom,
    "distances": distances.tolist(),
    "homogeneity": {"values": values.tolist(), "ses": ses.tolist(), "q": float(q.statistic), "p": float(q.pvalue), "between": float(np.sqrt(meta.tau2))},
    "shift": {"loss": loss.tolist(), "limit": limit, "kl": kl, "chi2": float(solved.fun), "cvar": [[share, cvar(share)] for share in (0.01, 0.05, 0.25, 1.0)]},
    "auc": {"score": s.tolist(), "outcome": y.tolist(), "counts": counts.tolist(), "auc": float(roc_auc_score(y, s, sample_weight=counts))},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens.json"), "w") as f:
    json.dump(golden, f)
print(golden["producer"], mapie)
