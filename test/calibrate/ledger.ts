import { expect } from 'vitest'

/** One line of the table: what was promised, what was seen. */
export interface Calibration {
  readonly test: string
  readonly nominal: number
  readonly observed: number
}

const lines: Calibration[] = []

/** Notes a share seen in `runs` simulations and checks that it lies in the band, three Monte Carlo errors allowed. */
export function calibrated(test: string, nominal: number, observed: number, band: readonly [number, number], runs = Infinity): void {
  lines.push({ test, nominal, observed })
  const error = 3 * Math.sqrt((nominal * (1 - nominal)) / runs)
  expect(observed, test).toBeGreaterThanOrEqual(band[0] - error)
  expect(observed, test).toBeLessThanOrEqual(band[1] + error)
}

/** The table, one line per simulation. */
export function table(): string {
  const width = Math.max(...lines.map((line) => line.test.length))
  return [`${'test'.padEnd(width)}  nominal  observed`, ...lines.map((line) => `${line.test.padEnd(width)}  ${line.nominal.toFixed(3).padStart(7)}  ${line.observed.toFixed(4).padStart(8)}`)].join('\n')
}
