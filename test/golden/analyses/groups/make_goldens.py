"""Goldens of the group analyses and of the back-test by grade, by scipy and statsmodels. Run: python3 make_goldens.py"""
import json
import os

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import integrate, stats
from statsmodels.stats.contingency_tables import StratifiedTable

rng = np.random.default_rng(5)


def stratified(strata):
    t = StratifiedTable([np.asarray(s, float).reshape(2, 2) for s in strata])
    lo, hi = t.oddsratio_pooled_confint(0.05)
    cmh, bd = t.test_null_odds(correction=False), t.test_equal_odds(adjust=True)
    # Greenland and Robins (1985), which statsmodels does not give an interval for.
    a, b, c, d = np.asarray(strata, float).T
    n, first, second = a + b + c + d, a + b, c + d
    top, bottom = (a * second / n).sum(), (c * first / n).sum()
    se = np.sqrt(((first * second * (a + c) - a * c * n) / n**2).sum() / (top * bottom))
    rr = t.riskratio_pooled
    return {"strata": [list(map(int, s)) for s in strata], "oddsRatio": [t.oddsratio_pooled, lo, hi], "riskRatio": [rr, rr * np.exp(-stats.norm.ppf(0.975) * se), rr * np.exp(stats.norm.ppf(0.975) * se)],
            # statsmodels takes p from 1 - cdf, which loses its digits when small.
            "cmh": [cmh.statistic, stats.chi2.sf(cmh.statistic, 1)], "breslowDay": [bd.statistic, stats.chi2.sf(bd.statistic, len(strata) - 1)]}


# R's UCBAdmissions: men admitted, rejected, women admitted, rejected by department.
ucb = [[512, 313, 89, 19], [353, 207, 17, 8], [120, 205, 202, 391], [138, 279, 131, 244], [53, 138, 94, 299], [22, 351, 24, 317]]
drawn = [[[int(x) for x in rng.integers(3, 60, 4)] for _ in range(k)] for k in (2, 3, 5, 9)]


def correlated(d, n, pd, rho):
    f = lambda z: stats.binom.sf(d - 1, n, stats.norm.cdf((stats.norm.ppf(pd) - np.sqrt(rho) * z) / np.sqrt(1 - rho))) * stats.norm.pdf(z)
    return integrate.quad(f, -12, 12, epsabs=1e-14, epsrel=1e-12, limit=2000, points=[-6, -3, -1, 0, 1, 3, 6])[0]


grades = []
for d, n, pd, rho in [(15, 1000, 0.01, 0.12), (0, 50, 0.02, 0.12), (3, 120, 0.005, 0.04), (40, 400, 0.08, 0.24), (260, 2000, 0.12, 0.12), (9, 30, 0.3, 0.0)]:
    grades.append({"d": d, "n": n, "pd": pd, "rho": rho, "jeffreys": stats.beta.cdf(pd, d + 0.5, n - d + 0.5), "binomial": stats.binom.sf(d - 1, n, pd),
                   "tooHigh": stats.binom.cdf(d, n, pd), "correlated": correlated(d, n, pd, rho)})
hl = [(x["d"], x["n"], x["pd"]) for x in grades]
statistic = sum((d - n * p) ** 2 / (n * p * (1 - p)) for d, n, p in hl)

# One risk at one score? Three groups, the second with more events than its score says.
n = 300
score = np.round(1 / (1 + np.exp(-rng.normal(-0.5, 1.2, n))), 6)
group = rng.integers(0, 3, n)
logit = np.log(score / (1 - score))
y = (rng.random(n) < 1 / (1 + np.exp(-(logit + 0.6 * (group == 1))))).astype(int)
common = sm.Logit(y, sm.add_constant(logit)).fit(disp=0, tol=1e-14)
own = sm.Logit(y, np.column_stack([group == 0, group == 1, group == 2, logit]).astype(float)).fit(disp=0, tol=1e-14)
lr = 2 * (own.llf - common.llf)

samples = [np.round(rng.normal(m, 2, k), 1).tolist() for m, k in ((0, 25), (0.7, 40), (0.2, 9))]
kw = stats.kruskal(*samples)

out = {
    "kruskal": {"samples": samples, "statistic": kw.statistic, "p": kw.pvalue},
    "sufficiency": {"score": score.tolist(), "group": group.tolist(), "y": y.tolist(), "statistic": lr, "p": stats.chi2.sf(lr, 2), "parameters": own.params.tolist()},
    "producer": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
    "stratified": [stratified(s) for s in [ucb, *drawn]],
    "grades": grades,
    "hosmerLemeshow": [statistic, stats.chi2.sf(statistic, len(hl))],
}

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "goldens.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
