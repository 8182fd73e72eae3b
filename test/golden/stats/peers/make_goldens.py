"""Writes goldens.json: figures of tools for monitoring and fairness, on small data.

Run by hand: python3 make_goldens.py (needs the packages named below)."""
import json
import warnings
from importlib.metadata import version
from pathlib import Path

warnings.filterwarnings("ignore")
import numpy as np
import pandas as pd
import pymannkendall as mk
import toad
from aif360.metrics import utils as aif
from aif360.sklearn import metrics as fair
from aequitas.group import Group
from evidently.legacy.calculations.stattests import cramer_von_mises_stattest, hellinger_stat_test, jensenshannon_stat_test, psi_stat_test, wasserstein_stat_test
from frouros.detectors.data_drift import EMD, KSTest, EnergyDistance, ChiSquareTest
from nannyml.performance_estimation.confidence_based.metrics import estimate_roc_auc

rng = np.random.default_rng(3)
packages = ["pymannkendall", "toad", "aif360", "aequitas", "evidently", "frouros", "nannyml", "scipy", "numpy"]
out = {"_versions": {name: version(name) for name in packages}}

series = [[1, 2, 2, 3, 3, 3, 5, 4, 6, 6], [5, 4, 4, 3, 3, 1, 2, 1, 0, 0, 1, 0], np.round(rng.normal(0, 1, 60) + np.arange(60) * 0.02, 1).tolist(), np.round(rng.normal(0, 1, 80), 3).tolist()]
out["mannKendall"] = [{"series": [float(x) for x in s], "s": float(mk.original_test(s).s), "p": float(mk.original_test(s).p)} for s in series]

score = np.sort(np.round(rng.random(80), 6))
chance = np.clip(score ** 1.4, 0.01, 0.99)
out["cbpe"] = {"score": score.tolist(), "chance": chance.tolist(), "auc": float(estimate_roc_auc(chance, score))}

a, b = np.round(rng.normal(0, 1, 200), 3), np.round(rng.normal(0.3, 1.2, 150), 3)
emd = EMD(); emd.fit(X=a)
energy = EnergyDistance(); energy.fit(X=a)
ks = KSTest(); ks.fit(X=a)
chi = ChiSquareTest(); levels_a, levels_b = rng.choice(list("abcd"), 200, p=[0.4, 0.3, 0.2, 0.1]), rng.choice(list("abcde"), 150, p=[0.3, 0.3, 0.2, 0.15, 0.05]); chi.fit(X=levels_a)
k = ks.compare(X=b)[0]
c = chi.compare(X=levels_b)[0]
ref, cur = pd.Series(levels_a), pd.Series(levels_b)
out["drift"] = {
    "a": a.tolist(), "b": b.tolist(), "levelsA": levels_a.tolist(), "levelsB": levels_b.tolist(),
    "frouros": {"emd": float(emd.compare(X=b)[0].distance), "energy": float(energy.compare(X=b)[0].distance), "ks": float(k.statistic), "ksP": float(k.p_value), "chi": float(c.statistic), "chiP": float(c.p_value)},
    "evidently": {"wasserstein": float(wasserstein_stat_test.func(pd.Series(a), pd.Series(b), "num", 0.1)[0]), "psi": float(psi_stat_test.func(ref, cur, "cat", 0.1)[0]), "js": float(jensenshannon_stat_test.func(ref, cur, "cat", 0.1)[0])},
}
counts = [rng.integers(20, 200, 8).tolist() for _ in range(2)]
expand = lambda c: np.repeat(np.arange(8), c)
out["toad"] = {"counts": counts, "psi": float(toad.metrics.PSI(expand(counts[1]), expand(counts[0])))}
y = (rng.random(300) < 0.35).astype(int)
s = np.round(np.clip(0.3 * y + rng.random(300) * 0.7, 0, 1), 2)
out["toad"] |= {"y": y.tolist(), "s": s.tolist(), "ks": float(toad.metrics.KS(s, y)), "auc": float(toad.metrics.AUC(s, y))}

group = rng.choice(["p", "q"], 300, p=[0.6, 0.4])
called = (s >= 0.5).astype(int)
yy, cc = pd.Series(y, index=pd.Index(group, name="g")), pd.Series(called, index=pd.Index(group, name="g"))
out["aif360"] = {"group": group.tolist(), "disparateImpact": float(fair.disparate_impact_ratio(yy, cc, prot_attr="g", priv_group="p")), "parity": float(fair.statistical_parity_difference(yy, cc, prot_attr="g", priv_group="p")),
                 "opportunity": float(fair.equal_opportunity_difference(yy, cc, prot_attr="g", priv_group="p")), "odds": float(fair.average_odds_difference(yy, cc, prot_attr="g", priv_group="p"))}
table = Group().get_crosstabs(pd.DataFrame({"score": called, "label_value": y, "g": group}), attr_cols=["g"])[0].set_index("attribute_value")
out["aequitas"] = {str(g): {name: float(table.loc[g, name]) for name in ("tpr", "fpr", "fnr", "for", "fdr", "npv", "precision", "pprev")} for g in ("p", "q")}
Path(__file__).with_name("goldens.json").write_text(json.dumps(out) + "\n")
print(out["_versions"], out["drift"]["evidently"], out["drift"]["frouros"], out["aif360"]["odds"], out["aequitas"]["p"])
