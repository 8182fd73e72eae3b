"""Goldens of mid-p values, of the union over levels of a column, and of tests of skewed means. Run: python3 make_goldens.py"""
import itertools
import json
import os

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.oneway import anova_generic

here = os.path.dirname(os.path.abspath(__file__))


def fisher(a, b, c, d):
    law = stats.hypergeom(a + b + c + d, a + b, a + c)
    x = np.arange(max(0, a + c - (c + d + a + b) + (a + b)), min(a + b, a + c) + 1)
    pmf = law.pmf(x)
    own = law.pmf(a)
    p = stats.fisher_exact([[a, b], [c, d]]).pvalue
    return {"table": [a, b, c, d], "p": p, "midP": p - pmf[np.isclose(pmf, own, rtol=1e-7, atol=0)].sum() / 2}


def kendall(n, s):
    sums = [sum(np.sign(order[j] - order[i]) for i in range(n) for j in range(i + 1, n)) for order in itertools.permutations(range(n))]
    sums = np.abs(np.array(sums))
    return float((sums > s).mean() + (sums == s).mean() / 2)


def straight(t, a):
    return t + a * t * t / 3 + a * a * t**3 / 27 + a / 6


def part(values):
    x = np.asarray(values)
    d = x - x.mean()
    return {"mean": x.mean(), "se": x.std(ddof=1) / np.sqrt(len(x)), "df": len(x) - 1, "skew": (d**3).sum() / (d**2).sum() ** 1.5, "n": len(x)}


rng = np.random.default_rng(5)
groups = [np.round(rng.lognormal(0, s, n), 4) for s, n in ((1, 40), (0.7, 120), (1.2, 60))]
means = [part(g) for g in groups]
rows = sum(m["n"] for m in means)
centre = sum(m["mean"] * m["n"] for m in means) / rows
moved = [centre + m["se"] * straight((m["mean"] - centre) / m["se"], m["skew"]) for m in means]
anova = anova_generic(np.array(moved), np.array([m["se"] ** 2 * m["n"] for m in means]), np.array([m["n"] for m in means]), use_var="unequal", welch_correction=True)
first, second = means[0], means[1]
variance = first["se"] ** 2 + second["se"] ** 2
df = variance**2 / (first["se"] ** 4 / first["df"] + second["se"] ** 4 / second["df"])
skew = (first["skew"] * first["se"] ** 3 - second["skew"] * second["se"] ** 3) / variance**1.5
difference = {"mean": first["mean"] - second["mean"], "se": np.sqrt(variance), "df": df, "skew": skew, "p": stats.t.sf(straight((first["mean"] - second["mean"]) / np.sqrt(variance), skew), df)}

# Levels as pairs of counts, reference and window: all rows of a level of so many in the window, of 300 and 200 rows.
levels = [[288, 185], [4, 2], [3, 0], [2, 2], [1, 0], [1, 0], [1, 1], [0, 4], [0, 3], [0, 2], [0, 1]]
n, m = (sum(level[side] for level in levels) for side in (0, 1))
chance = lambda c: stats.hypergeom(n + m, c, m).pmf(c)
fresh = []
for before, count in levels:
    if before == 0:
        more = sum(chance(a + b) for a, b in levels if a + b > count)
        same = sum(chance(a + b) for a, b in levels if a + b == count)
        fresh.append({"count": count, "p": min(1, more + same / 2)})

golden = {
    "producer": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
    "fisher": [fisher(*t) for t in [(3, 297, 0, 300), (5, 295, 0, 300), (8, 292, 1, 299), (1, 9, 11, 3), (0, 20, 4, 996), (2, 98, 2, 98)]],
    "kendall": [{"n": n, "s": s, "midP": kendall(n, s)} for n, s in [(6, 15), (6, 9), (7, 11)]],
    "binomial": [{"defaults": d, "n": n, "pd": pd, "midP": stats.binom.sf(d, n, pd) + stats.binom.pmf(d, n, pd) / 2} for d, n, pd in [(15, 1000, 0.01), (0, 50, 0.02), (9, 60, 0.08)]],
    "betaBinomial": [{"covered": k, "n": n, "a": a, "b": b, "midP": stats.betabinom.cdf(k, n, a, b) - stats.betabinom.pmf(k, n, a, b) / 2} for k, n, a, b in [(80, 100, 91, 10), (100, 100, 91, 10), (430, 500, 451, 50)]],
    "newLevels": {"levels": levels, "fresh": fresh},
    "skewed": {"groups": [g.tolist() for g in groups], "f": anova.statistic, "df2": anova.df[1], "p": anova.pvalue, "difference": difference},
}
with open(os.path.join(here, "goldens.json"), "w") as f:
    json.dump(golden, f, default=float, separators=(",", ":"))
    f.write("\n")
