import { createRng } from '../../../shared/stats/rng'
import { drawApplication, type Application } from './application'
import type { Problems } from './problems'

/** The files of the sample: name, rows, and the months they span. */
export interface SampleFile {
  readonly name: string
  readonly window: number
  readonly rows: number
  readonly months: readonly (readonly [year: number, month: number])[]
  readonly outcomeKnown: boolean
}

const year2024 = Array.from({ length: 12 }, (_, i) => [2024, i + 1] as const)

/** Outcomes need six months: the last six windows have none yet. */
export const sampleFiles: readonly SampleFile[] = [
  { name: 'development', window: 0, rows: 8000, months: year2024, outcomeKnown: true },
  { name: 'test', window: 0, rows: 4000, months: year2024, outcomeKnown: true },
  ...Array.from({ length: 12 }, (_, i): SampleFile => {
    const month = ((9 + i) % 12) + 1
    const year = 9 + i < 12 ? 2025 : 2026
    return { name: `production-${year}-${String(month).padStart(2, '0')}`, window: i + 1, rows: 1000, months: [[year, month]], outcomeKnown: i < 6 }
  }),
]

const columns = [
  'application_id', 'application_date', 'sex', 'age', 'age_band', 'region', 'channel', 'employment_type', 'housing', 'income',
  'employment_years', 'debt_ratio', 'credit_lines', 'late_payments', 'loan_amount', 'default_6m',
] as const satisfies readonly (keyof Application)[]

/** One file as CSV, without the recorded prediction, which the developer's library adds. Same seed, same bytes. */
export function sampleCsv(seed: number, file: SampleFile, problems: Problems): string {
  const lines = [columns.join(',')]
  for (let row = 0; row < file.rows; row++) {
    const rng = createRng(seed, `${file.name}/${row}`)
    const [year, month] = file.months[row % file.months.length]!
    const id = `A${String(file.window).padStart(2, '0')}${file.name === 'test' ? 'T' : ''}${String(row + 1).padStart(5, '0')}`
    const application = drawApplication(rng, { id, year, month, window: file.window, outcomeKnown: file.outcomeKnown }, problems)
    lines.push(columns.map((column) => String(application[column])).join(','))
  }
  return `${lines.join('\n')}\n`
}

export const sampleSeed = 20260401
