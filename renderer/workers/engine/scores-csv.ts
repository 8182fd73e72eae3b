import type { Scores } from '../../../shared/contract/model'
import { numberedCsv, quoteCell } from './csv-bytes'

/** Scores as CSV: `row` counts from 1; numbers in shortest round-trip form; a missing score is an empty cell. */
export function scoresToCsv(scores: Scores, rows: number): Uint8Array {
  const cells = scores.outputs.map(({ name, values }) => (row: number): string => {
    const value = values[row] ?? Number.NaN
    if (Number.isNaN(value)) return ''
    return name === 'label' && scores.labels !== undefined ? quoteCell(scores.labels[value] ?? '') : String(value)
  })
  return numberedCsv(scores.outputs.map((o) => o.name), cells, rows)
}
