"""Small-sample correction of the variance of a weighted mean by its definition in matrices (Bell and McCaffrey 2002):
V = x'Ax with A = M' diag(w^2) M and M = I - 1 p'. Run: python3 make_goldens.py"""
import json
import os

import numpy as np

rng = np.random.default_rng(7)
cases = []
for weights in [np.ones(12), np.full(5, 0.3), rng.exponential(size=30), rng.gamma(2, size=80), np.array([1.0, 50.0, 2.0, 1.0])]:
    w = np.round(weights, 6)
    n, p = len(w), w / w.sum()
    m = np.eye(n) - np.outer(np.ones(n), p)
    a = m.T @ np.diag(w**2) @ m
    cases.append({"weights": w.tolist(), "factor": float((w**2).sum() / np.trace(a)), "df": float(np.trace(a) ** 2 / np.trace(a @ a))})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens.json"), "w") as f:
    json.dump({"producer": f"numpy {np.__version__}", "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
