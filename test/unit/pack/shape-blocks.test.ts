import { describe, expect, it } from 'vitest'
import type { DatasetSummary } from '../../../shared/contract/engine'
import { planSchema } from '../../../shared/contract/plan'
import { originBlocks, shapeBlocks } from '../../../shared/pack/document/shape-blocks'
import { planOf } from '../../../shared/pack/evidence/plan-of'
import { datasetFiles } from '../../../shared/review/dataset-files'
import { newReview } from '../../../shared/review/new-review'
import type { DatasetInput } from '../../../shared/review/state'

const sha = (letter: string): string => letter.repeat(64)
const summary: DatasetSummary = {
  dataset: 'd1', name: 'p1.csv and 1 more', size: 30, sha256: sha('f'), format: 'csv', rows: 5, columns: [], decisions: [], rejectedCount: 0, rejected: [], warnings: [],
  parts: [{ name: 'p1.csv', size: 10, sha256: sha('a'), rows: 2 }, { name: 'p2.csv', size: 20, sha256: sha('b'), rows: 3 }],
  joined: { name: 'labels.csv', size: 7, sha256: sha('c'), rows: 4, columns: ['label'], matched: 3, unmatched: 1, withoutKey: 0, ambiguous: 1, unused: 1, repeatedKeys: 1, sharedKeys: 0, examples: [] },
  shape: { join: { file: 'labels.csv', sha256: sha('c'), on: [{ left: 'id', right: 'id' }] }, derive: [{ column: 'monthly', expression: 'income / 12' }] },
  derived: [{ column: 'monthly', expression: 'income / 12', type: 'decimal', missing: 1 }], kept: { rows: 3, dropped: 1, undecided: 1 }, windows: [{ period: '2026-01', rows: 3 }],
}
const dataset: DatasetInput = { id: 'd1', role: 'production', period: '', options: {}, filter: [], summary, where: 'income > 0', windows: { column: 'when', by: 'month' }, origin: { source: 'Core bank', terms: 'internal', collected: '' } }

describe('a dataset that was shaped', () => {
  it('is printed with every count', () => {
    const printed = JSON.stringify(shapeBlocks(dataset))
    for (const said of ['p2.csv', sha('b'), '3 of 5 rows matched', 'income / 12', 'It keeps 3 of 5 rows; 1 are left out, and 1 more', '2026-01']) expect(printed).toContain(said)
    expect(shapeBlocks({ ...dataset, summary: { ...summary, dataset: 'd2' }, where: '', windows: null }).length).toBeGreaterThan(0)
    const plain: DatasetSummary = { dataset: 'd1', name: 'p1.csv', size: 10, sha256: sha('a'), format: 'csv', rows: 5, columns: [], decisions: [], rejectedCount: 0, rejected: [], warnings: [] }
    expect(shapeBlocks({ id: 'd1', role: 'test', period: '', options: {}, filter: [], summary: plain })).toEqual([])
    expect(JSON.stringify(originBlocks([dataset]))).toContain('Core bank')
    expect(JSON.stringify(originBlocks([{ ...dataset, origin: { source: '', terms: '', collected: '' } }]))).toContain('Nobody recorded')
  })

  it('goes into the plan whole, by the hash of each file', () => {
    const [planned] = planOf({ ...newReview('r1', 'Review', '2026-01-01T00:00:00Z'), datasets: [dataset] }).datasets
    expect(planned).toEqual({
      file: 'p1.csv', sha256: sha('a'), role: 'production', period: '', read: {}, filter: [], parts: [{ file: 'p2.csv', sha256: sha('b') }],
      join: summary.shape!.join, derive: summary.shape!.derive, where: 'income > 0', windows: { column: 'when', by: 'month' }, origin: dataset.origin,
    })
    expect(planSchema.shape.datasets.element.parse(planned)).toEqual(planned)
    expect(datasetFiles(summary).map(({ name }) => name)).toEqual(['p1.csv', 'p2.csv', 'labels.csv'])
  })
})
