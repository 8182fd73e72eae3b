/** Parameter names of the functions that documents refer to with some parameters filled. */
export const parameterNames: Readonly<Record<string, readonly string[]>> = {
  'm.kernel.linear': ['x', 'y'], 'm.kernel.rbf': ['x', 'y', 'gamma'], 'm.kernel.poly': ['x', 'y', 'gamma', 'intercept', 'degree'], 'm.kernel.sigmoid': ['x', 'y', 'gamma', 'intercept'],
  'metric.simpleEuclidean': ['x', 'y'], 'metric.absDiff': ['x', 'y'], 'metric.gaussianSimilarity': ['x', 'y', 'sigma'],
  'metric.euclidean': ['similarity', 'x', 'y'], 'metric.squaredEuclidean': ['similarity', 'x', 'y'], 'metric.chebyshev': ['similarity', 'x', 'y'], 'metric.taxicab': ['similarity', 'x', 'y'],
  'metric.minkowski': ['similarity', 'x', 'y', 'p'], 'model.tree.simpleTest': ['datum', 'comparison'], 'model.tree.missingTest': ['datum', 'comparison'],
}
