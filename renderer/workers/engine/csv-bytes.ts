/** Rows whose text is joined at once: bounds the length of any one string. */
const block = 50_000

/** A cell as CSV: in quotes where it holds a sign of the format. */
export const quoteCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A CSV whose first column `row` counts from 1; `checkpoint` is called between blocks of rows. */
export function numberedCsv(names: readonly string[], cells: readonly ((row: number) => string)[], rows: number, checkpoint: () => void = () => undefined): Uint8Array {
  const encoder = new TextEncoder()
  const parts = [encoder.encode(`${['row', ...names.map(quoteCell)].join(',')}\n`)]
  for (let start = 0; start < rows; start += block) {
    checkpoint()
    const lines: string[] = []
    for (let row = start; row < Math.min(rows, start + block); row++) lines.push(`${[row + 1, ...cells.map((cell) => cell(row))].join(',')}\n`)
    parts.push(encoder.encode(lines.join('')))
  }
  return concatenate(parts)
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.byteLength
  }
  return out
}
