import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/**
 * Simulations of size, coverage and power: minutes, run by `npm run calibrate`, not part of `npm test`. A table of
 * all of them closes the run. `npm run calibrate -- reviews` runs one study alone; CALIBRATE_RUNS and
 * CALIBRATE_REVIEWS say how many simulations.
 */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/calibrate/**/*.calibrate.ts'],
    globalSetup: ['test/calibrate/closing-table.ts'],
    environment: 'node',
    testTimeout: 3_600_000,
    maxWorkers: 2,
  },
})
