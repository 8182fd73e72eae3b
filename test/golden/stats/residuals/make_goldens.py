"""Goldens of residual diagnostics and forecast accuracy: heteroscedasticity, autocorrelation, shape and influence by
statsmodels, Welch's analysis of variance by statsmodels, MASE and RMSSE by sktime, Diebold-Mariano with the
Harvey-Leybourne-Newbold correction and Theil's U by R's forecast, the fixed-smoothing variance by its definition in numpy.
Run: python3 make_goldens.py (Rscript with the package forecast must be there)."""
import json
import os
import subprocess
import tempfile
import warnings

import numpy as np
import scipy
import sktime
import statsmodels
import statsmodels.api as sm
from scipy import stats
from sktime.performance_metrics.forecasting import mean_absolute_scaled_error, mean_squared_scaled_error
from statsmodels.stats.diagnostic import acorr_ljungbox, het_breuschpagan
from statsmodels.stats.oneway import anova_oneway
from statsmodels.stats.outliers_influence import OLSInfluence
from statsmodels.stats.stattools import durbin_watson, jarque_bera

warnings.filterwarnings("ignore")
rng = np.random.default_rng(3)
n = 120
x = np.round(rng.gamma(3, 2, n), 3)
y = np.round(1 + 0.9 * x + (0.3 + 0.2 * x) * rng.standard_t(6, n), 3)
residual = y - x
line = sm.OLS(y, sm.add_constant(x)).fit()
lm, lm_p, _, _ = het_breuschpagan(residual, sm.add_constant(x))

series = np.zeros(60)
for t in range(60):
    series[t] = (0.5 * series[t - 1] if t else 0) + rng.normal()
series = np.round(series, 4)
centred = series - series.mean()
box = acorr_ljungbox(series, lags=[1, 5, 10])

groups = [np.round(rng.normal(m, s, k), 3) for m, s, k in ((0, 1, 30), (0.4, 2, 45), (-0.2, 0.5, 12), (0.1, 3, 20))]
anova = anova_oneway(groups, use_var="unequal", welch_correction=True)

season = 7
train = np.round(50 + 10 * np.sin(2 * np.pi * np.arange(56) / season) + rng.normal(0, 3, 56), 3)
actual = np.round(52 + 10 * np.sin(2 * np.pi * np.arange(56, 84) / season) + rng.normal(0, 3, 28), 3)
model = np.round(actual + rng.normal(0.5, 2, 28), 3)
other = np.round(actual + rng.normal(0, 4, 28), 3)
e1, e2 = actual - other, actual - model

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "e.csv")
    np.savetxt(path, np.column_stack([e1, e2, model, actual]), delimiter=",", fmt="%.17g")
    script = f"""
    suppressMessages(library(forecast)); d <- as.matrix(read.csv("{path}", header=FALSE))
    for (h in c(1, 3)) for (p in c(1, 2)) {{ r <- dm.test(d[,1], d[,2], h=h, power=p); cat(sprintf("%.17g %.17g\\n", r$statistic, r$p.value)) }}
    a <- accuracy(ts(d[,3]), ts(d[,4])); cat(sprintf("%.17g %s\\n", a[1, "Theil's U"], as.character(packageVersion("forecast"))))
    """
    lines = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True).stdout.split("\n")
dm = [[h, p, *map(float, lines[i].split())] for i, (h, p) in enumerate([(1, 1), (1, 2), (3, 1), (3, 2)])]
theil, version = lines[4].split()


def fixed(d):
    """Equal-weighted cosine estimator of Lazarus, Lewis, Stock and Watson (2018), equation 10."""
    size = len(d)
    nu = int(np.floor(0.4 * size ** (2 / 3)))
    t = np.arange(1, size + 1)
    transforms = [np.sqrt(2 / size) * np.sum(d * np.cos(np.pi * j * (t - 0.5) / size)) for j in range(1, nu + 1)]
    statistic = np.sqrt(size) * d.mean() / np.sqrt(np.mean(np.square(transforms)))
    return nu, statistic, 2 * stats.t.sf(abs(statistic), nu)


d = np.abs(e1) - np.abs(e2)
out = {
    "producer": f"statsmodels {statsmodels.__version__}, scipy {scipy.__version__}, sktime {sktime.__version__}, R forecast {version}",
    "regression": {"x": x.tolist(), "y": y.tolist(), "breuschPagan": [float(lm), float(lm_p)], "cook": OLSInfluence(line).cooks_distance[0].tolist(),
                   "shape": [float(v) for v in jarque_bera(residual)[2:]]},
    "series": {"values": series.tolist(), "durbinWatson": float(durbin_watson(centred)), "ljungBox": [[int(k), float(r.lb_stat), float(r.lb_pvalue)] for k, r in box.iterrows()]},
    "anova": {"groups": [g.tolist() for g in groups], "f": float(anova.statistic), "p": float(anova.pvalue), "df": [float(v) for v in anova.df]},
    "forecast": {
        "season": season, "train": train.tolist(), "actual": actual.tolist(), "model": model.tolist(), "other": other.tolist(),
        "mase": {str(sp): float(mean_absolute_scaled_error(actual, model, y_train=train, sp=sp)) for sp in (1, season)},
        "rmsse": {str(sp): float(mean_squared_scaled_error(actual, model, y_train=train, sp=sp, square_root=True)) for sp in (1, season)},
        "theilU": float(theil), "dieboldMariano": dm, "fixedSmoothing": list(map(float, fixed(d))),
        "roughness": float(np.sum(np.diff(model, 2) ** 2) / np.sum(np.diff(actual, 2) ** 2)),
    },
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens.json"), "w") as file:
    json.dump(out, file)
