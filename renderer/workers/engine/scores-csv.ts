import type { Scores } from '../../../shared/contract/model'

/** Rows whose text is joined at once: bounds the length of any one string. */
const block = 50_000

/** Scores as CSV: `row` counts from 1; numbers in shortest round-trip form; a missing score is an empty cell. */
export function scoresToCsv(scores: Scores, rows: number): Uint8Array {
  const encoder = new TextEncoder()
  const parts = [encoder.encode(`row,${scores.outputs.map((o) => quote(o.name)).join(',')}\n`)]
  const cells = scores.outputs.map(({ name, values }) => (row: number): string => {
    const value = values[row] ?? Number.NaN
    if (Number.isNaN(value)) return ''
    return name === 'label' && scores.labels !== undefined ? quote(scores.labels[value] ?? '') : String(value)
  })
  for (let start = 0; start < rows; start += block) {
    const lines: string[] = []
    for (let row = start; row < Math.min(rows, start + block); row++) lines.push(`${row + 1},${cells.map((cell) => cell(row)).join(',')}\n`)
    parts.push(encoder.encode(lines.join('')))
  }
  return concatenate(parts)
}

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.byteLength
  }
  return out
}
