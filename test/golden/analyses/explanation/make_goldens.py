"""Shapley values of two small models: by brute force over all subsets, and by shap's own explainers.
Run: python3 make_goldens.py > goldens.json  (Python 3.11, numpy, shap 0.51.0)"""
import itertools, json, math
import numpy as np
import shap

rng = np.random.default_rng(20261123)
background = np.round(rng.normal(size=(48, 4)), 3)
rows = np.round(rng.normal(size=(5, 4)), 3)

def pairwise(x):
    a, b, c, d = x.T
    return 2 * a - 3 * b + a * b + 0.5 * c * d + d * d

def tangled(x):
    a, b, c, d = x.T
    return a * b * c + np.maximum(a, 0) * d * np.abs(c) - np.exp(-d * d)

def brute(f):
    """phi_i = sum over S of |S|!(n-|S|-1)!/n! (v(S+i) - v(S)), v(S) the mean over the background."""
    n = rows.shape[1]
    out = np.zeros(rows.shape)
    for r, x in enumerate(rows):
        def v(s):
            mixed = background.copy()
            mixed[:, list(s)] = x[list(s)]
            return f(mixed).mean()
        for i in range(n):
            for size in range(n):
                for s in itertools.combinations([j for j in range(n) if j != i], size):
                    out[r, i] += math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n) * (v(s + (i,)) - v(s))
    return out

masker = shap.maskers.Independent(background, max_samples=len(background))
models = {}
for name, f in {"pairwise": pairwise, "tangled": tangled}.items():
    permuted = shap.explainers.Permutation(f, masker, seed=1)(rows, max_evals=2000)
    models[name] = {"base": float(f(background).mean()), "brute": brute(f).tolist(), "exactExplainer": shap.explainers.Exact(f, masker)(rows).values.tolist(), "permutationExplainer": permuted.values.tolist()}
print(json.dumps({"madeBy": f"numpy {np.__version__}, shap {shap.__version__}", "background": background.tolist(), "rows": rows.tolist(), "models": models}))
