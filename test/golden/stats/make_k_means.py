"""Lloyd's rounds from given centres, by scikit-learn: writes k-means.json beside this file."""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.cluster import KMeans

rng = np.random.default_rng(7)
points = np.round(np.vstack([rng.normal(centre, 1, (40, 3)) for centre in ([0, 0, 0], [2, 1, -1], [-1, 3, 2])]), 3)
start = points[[0, 1, 2, 60]]
fit = KMeans(n_clusters=4, init=start, n_init=1, algorithm="lloyd", tol=0, max_iter=300).fit(points)
Path(__file__).with_name("k-means.json").write_text(json.dumps({
    "made": f"scikit-learn {sklearn.__version__}, KMeans(algorithm='lloyd', tol=0)",
    "points": points.tolist(), "start": start.tolist(), "centres": fit.cluster_centers_.tolist(), "labels": fit.labels_.tolist(),
}) + "\n")
