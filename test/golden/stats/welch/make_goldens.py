"""Goldens of Welch's test of several means by statsmodels. Run: python3 make_goldens.py"""
import json
import os

import numpy as np
import statsmodels
from statsmodels.stats.oneway import anova_oneway

rng = np.random.default_rng(24)
cases = []
for sizes, means, sds in [((12, 30), (0, 0.5), (1, 3)), ((8, 50, 21), (1, 1, 1), (5, 1, 0.2)), ((60, 60, 90, 200), (10, 10.3, 9, 10), (2, 1, 4, 1))]:
    groups = [np.round(rng.normal(m, s, n), 4) for n, m, s in zip(sizes, means, sds)]
    result = anova_oneway(groups, use_var="unequal", welch_correction=True)
    cases.append({"groups": [g.tolist() for g in groups], "statistic": result.statistic, "df": list(result.df), "p": result.pvalue})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens.json"), "w") as f:
    json.dump({"producer": f"statsmodels {statsmodels.__version__}", "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
