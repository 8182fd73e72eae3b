import { appendFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect } from 'vitest'

/** One line of the closing table: what was promised, what was seen. */
export interface Calibration {
  /** File of the simulation, which names the analyses. */
  readonly study: string
  readonly quantity: string
  readonly nominal: number
  readonly observed: number
  /** Where the truth may lie. */
  readonly band: readonly [number, number]
  /** Simulations that the share rests on; null where it is not a share. */
  readonly runs: number | null
  /** What another tool, or the rule that many use, gives; null where none is known. */
  readonly peer: string | null
  /** Why the band is not the usual one; null where it is. */
  readonly reason: string | null
}

/** Monte Carlo error of a share that is as promised. */
export const errorOf = ({ nominal, runs }: Pick<Calibration, 'nominal' | 'runs'>): number => (runs === null || nominal > 1 ? 0 : Math.sqrt((nominal * (1 - nominal)) / runs))

/** `OUT` when a share lies outside its band by more than three Monte Carlo errors. */
export function judged(line: Calibration): 'PASS' | 'OUT' {
  const allowed = 3 * errorOf(line)
  return line.observed >= line.band[0] - allowed && line.observed <= line.band[1] + allowed ? 'PASS' : 'OUT'
}

/**
 * Notes a share seen in `runs` simulations for the table at the end of all of them, and fails the test, not
 * before it is over, where the share lies outside its band. `reason` says why a band is not the usual one.
 */
export function calibrated(quantity: string, nominal: number, observed: number, band: readonly [number, number], runs: number = Infinity, peer: string | null = null, reason: string | null = null): void {
  const study = basename(expect.getState().testPath ?? '', '.calibrate.ts')
  const line: Calibration = { study, quantity, nominal, observed, band, runs: Number.isFinite(runs) ? runs : null, peer, reason }
  const ledger = process.env['CALIBRATE_LEDGER']
  if (ledger !== undefined) appendFileSync(ledger, `${JSON.stringify(line)}\n`)
  expect.soft(judged(line), `${quantity}: ${String(observed)}, wanted ${band.join(' to ')}`).toBe('PASS')
}

/** A share as the table prints it. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
