import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorOf, judged, percent } from './ledger'
import type { Calibration } from './ledger'

let ledger = ''

/** Opens the file that every simulation adds its lines to. */
export function setup(): void {
  ledger = join(mkdtempSync(join(tmpdir(), 'calibrate-')), 'ledger.jsonl')
  writeFileSync(ledger, '')
  process.env['CALIBRATE_LEDGER'] = ledger
}

/** Prints the table of all simulations of this run. */
export function teardown(): void {
  const lines = readFileSync(ledger, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Calibration)
  rmSync(join(ledger, '..'), { recursive: true })
  if (lines.length > 0) process.stdout.write(`\n${tableOf(lines)}\n`)
}

const kinds = ['size', 'coverage', 'power', 'share'] as const

function kindOf({ nominal, band }: Calibration): (typeof kinds)[number] {
  if (nominal <= 0.2) return 'size'
  if (nominal === 0.95) return 'coverage'
  return band[1] === 1 ? 'power' : 'share'
}

function tableOf(lines: readonly Calibration[]): string {
  const sorted = [...lines].sort((a, b) => kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)) || (a.study < b.study ? -1 : a.study > b.study ? 1 : 0))
  const rows = sorted.map((line) => [
    line.study, line.quantity, kindOf(line), percent(line.nominal), `${percent(line.observed)} ± ${(100 * errorOf(line)).toFixed(1)}`,
    `${percent(line.band[0])} – ${percent(line.band[1])}`, line.runs === null ? '' : String(line.runs), judged(line), [line.peer, line.reason].filter((words) => words !== null).join('; '),
  ])
  const head = ['study', 'quantity', 'kind', 'nominal', 'observed ± s.e.', 'wanted', 'runs', '', 'peer, or why the band is not the usual one']
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)))
  const print = (row: readonly string[]): string => row.map((cell, column) => (column >= 3 && column <= 6 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ').trimEnd()
  const out = lines.filter((line) => judged(line) === 'OUT').length
  return [print(head), ...rows.map(print), '', `${String(lines.length)} quantities, ${String(out)} out of what was promised by more than three errors of simulation.`].join('\n')
}
