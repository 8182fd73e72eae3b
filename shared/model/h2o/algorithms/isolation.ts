import type { MojoHead } from '../folder'
import { readTrees, sumTrees, treeFacts, treeStructure } from '../forest'
import type { Predictor } from '../predictor'

/** Isolation forest: (longest path − sum of paths) / (longest − shortest), and the mean path length. */
export function readIsolation(head: MojoHead): Predictor {
  const shortest = head.ini.number('min_path_length', 0)
  const longest = head.ini.number('max_path_length', 0)
  const flagged = head.ini.flag('output_anomaly_flag', false)
  const trees = readTrees(head, 1)
  const range = longest - shortest
  return {
    valueNames: ['score', 'mean-length', ...(flagged ? ['anomaly'] : [])],
    calibrated: false,
    takesOffset: false,
    facts: [
      ...treeFacts(trees),
      { label: 'Path lengths in training', value: `${shortest} to ${longest}, summed over the trees` },
      ...(flagged ? [{ label: 'Anomaly', value: `score above ${head.threshold}` }] : []),
    ],
    structure: treeStructure(trees, head),
    forest: { ...trees, gain: new Map() },
    margin(output) {
      if (output === 0) return range > 0 ? { group: 0, offset: longest / range, scale: -1 / range, link: 'identity' } : null
      return output === 1 ? { group: 0, offset: 0, scale: 1 / trees.rounds, link: 'identity' } : null
    },
    predict(columns, batch) {
      const sum = sumTrees(trees, columns, batch)[0]!
      const score = sum.map((path) => range > 0 ? (longest - path) / range : 1)
      return { values: [score, sum.map((path) => trees.rounds >= 1 ? path / trees.rounds : 0), ...(flagged ? [score.map((s) => s > head.threshold ? 1 : 0)] : [])], label: null }
    },
  }
}

