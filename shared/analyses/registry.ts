/// <reference types="vite/types/importMeta.d.ts" />
import type { Analysis } from '../contract/analysis'

/**
 * Every analysis there is. A file `<group>/<name>.analysis.ts` with a default export is all it takes
 * to add one: nothing else knows their names.
 */
const found = import.meta.glob<Analysis>('./*/*.analysis.ts', { eager: true, import: 'default' })

const groupOrder: readonly Analysis['group'][] = ['data', 'performance', 'subpopulations', 'stability', 'drift', 'explanation', 'comparison']

/** All analyses, by group in the order of a review, then by id; the same on every machine. */
export const analyses: readonly Analysis[] = Object.values(found).sort(
  (a, b) => groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
)

const byId = new Map(analyses.map((analysis) => [analysis.id, analysis]))
if (byId.size !== analyses.length) throw new Error('Two analyses share an id.')

/** The analysis with this id, or undefined when there is none. */
export function analysisById(id: string): Analysis | undefined {
  return byId.get(id)
}
