import { isRecord } from '../fields'
import { parseJsonText } from '../json-text'
import { malformed } from '../problems'

/** One line of the points table. */
export interface PointsRow {
  readonly attribute: string
  /** Inclusive lower bound; -Infinity when left blank. */
  readonly from: number
  /** Exclusive upper bound; Infinity when left blank. */
  readonly to: number
  /** A value matched as it is; null for a range, and for the row that takes everything else. */
  readonly category: string | null
  /** True for the row that takes what no other row of the attribute takes, missing cells included. */
  readonly otherwise: boolean
  readonly points: number
  /** 1-based line or entry, for messages. */
  readonly line: number
}

export interface Scorecard {
  readonly rows: readonly PointsRow[]
  readonly intercept: number
  /** Log odds of the event = (score − offset) / factor; null when the score is only points. */
  readonly scale: { readonly offset: number; readonly factor: number } | null
}

const columns = ['attribute', 'from', 'to', 'category', 'points']
const settings = ['(intercept)', '(offset)', '(factor)']

type Cells = Readonly<Record<string, string>>

/** True when a first line is the header of a points table and of nothing else. */
export function isPointsHeader(line: string): boolean {
  const names = splitLine(line, delimiterOf(line)).map((name) => name.trim().toLowerCase())
  return names.includes('attribute') && names.includes('points') && names.every((name) => columns.includes(name)) && new Set(names).size === names.length
}

/** Reads a points table as CSV (comma, semicolon or tab). */
export function readCsv(text: string, file: string): Scorecard {
  const lines = text.split(/\r?\n/)
  const delimiter = delimiterOf(lines[0] ?? '')
  const names = splitLine(lines[0] ?? '', delimiter).map((name) => name.trim().toLowerCase())
  const records = lines.slice(1).flatMap((line, i): readonly (readonly [Cells, number])[] => {
    if (line.trim() === '') return []
    const cells = splitLine(line, delimiter)
    if (cells.length !== names.length) throw malformed(file, `line ${i + 2} has ${cells.length} fields, the header has ${names.length}`, { row: i + 2 })
    return [[Object.fromEntries(names.map((name, k) => [name, cells[k]!.trim()])), i + 2]]
  })
  return assemble(records, file)
}

/** Reads a points table as JSON: `{"scorecard": [{"attribute", "from", "to", "category", "points"}], "intercept", "offset", "factor"}`. */
export function readJson(text: string, file: string): Scorecard {
  const document = parseJsonText(text, file)
  const list = isRecord(document) ? document['scorecard'] : null
  if (!isRecord(document) || !Array.isArray(list)) throw malformed(file, 'it has no list named "scorecard"')
  const asText = (value: unknown): string => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  const records = list.map((entry: unknown, i) => {
    if (!isRecord(entry)) throw malformed(file, `entry ${i + 1} of the scorecard is not an object`)
    return [Object.fromEntries(columns.map((name) => [name, asText(entry[name])])), i + 1] as const
  })
  const own = settings.flatMap((name): readonly (readonly [Cells, number])[] => {
    const value = document[name.slice(1, -1)]
    return value === undefined ? [] : [[{ attribute: name, points: asText(value) }, 0]]
  })
  return assemble([...own, ...records], file)
}

function assemble(records: readonly (readonly [Cells, number])[], file: string): Scorecard {
  const set = new Map<string, number>()
  const rows: PointsRow[] = []
  for (const [cells, line] of records) {
    const attribute = cells['attribute'] ?? ''
    const points = number(cells['points'] ?? '', NaN, line, 'points', file)
    if (attribute === '' || Number.isNaN(points)) throw malformed(file, `line ${line} needs an attribute and points`, { row: line })
    if (settings.includes(attribute.toLowerCase())) {
      set.set(attribute.toLowerCase(), points)
      continue
    }
    const category = (cells['category'] ?? '') === '' ? null : cells['category']!
    const from = number(cells['from'] ?? '', -Infinity, line, 'from', file)
    const to = number(cells['to'] ?? '', Infinity, line, 'to', file)
    const ranged = (cells['from'] ?? '') !== '' || (cells['to'] ?? '') !== ''
    if (category !== null && ranged) throw malformed(file, `line ${line} gives both a range and a category`, { row: line })
    if (!(from < to)) throw malformed(file, `line ${line} has an empty range`, { row: line })
    rows.push({ attribute, from, to, category, otherwise: category === null && !ranged, points, line })
  }
  if (rows.length === 0) throw malformed(file, 'its points table has no rows')
  refuseOverlaps(rows, file)
  const factor = set.get('(factor)')
  if (factor === 0) throw malformed(file, 'its factor is 0')
  return { rows, intercept: set.get('(intercept)') ?? 0, scale: factor === undefined ? null : { factor, offset: set.get('(offset)') ?? 0 } }
}

function number(text: string, blank: number, line: number, column: string, file: string): number {
  if (text === '') return blank
  const value = Number(text)
  if (Number.isNaN(value)) throw malformed(file, `line ${line} has "${text.slice(0, 40)}" as ${column}, which is not a number`, { row: line, column })
  return value
}

/** Two rows of one attribute that take the same value would make the score depend on their order. */
function refuseOverlaps(rows: readonly PointsRow[], file: string): void {
  const seen = new Map<string, PointsRow>()
  for (const row of rows) {
    if (row.category === null && !row.otherwise) continue
    const key = JSON.stringify([row.attribute, row.category])
    const other = seen.get(key)
    if (other !== undefined) throw malformed(file, `lines ${other.line} and ${row.line} give points for the same value of "${row.attribute}"`, { row: row.line })
    seen.set(key, row)
  }
  const ranges = rows.filter((row) => row.category === null && !row.otherwise).sort((a, b) => a.attribute < b.attribute ? -1 : a.attribute > b.attribute ? 1 : a.from - b.from)
  ranges.forEach((row, i) => {
    const next = ranges[i + 1]
    if (next?.attribute === row.attribute && next.from < row.to) throw malformed(file, `the ranges on lines ${row.line} and ${next.line} of "${row.attribute}" overlap`, { row: next.line })
  })
}

function delimiterOf(line: string): string {
  return [',', ';', '\t'].find((delimiter) => line.includes(delimiter)) ?? ','
}

/** Fields of one line; quotes as in CSV. */
function splitLine(line: string, delimiter: string): readonly string[] {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!
    if (quoted) {
      if (char !== '"') field += char
      else if (line[i + 1] === '"') { field += '"'; i++ } else quoted = false
    } else if (char === '"') quoted = true
    else if (char === delimiter) { fields.push(field); field = '' } else field += char
  }
  return [...fields, field]
}
