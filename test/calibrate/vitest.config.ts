import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Simulations of size and coverage: slow, run by `npm run calibrate`, not part of `npm test`. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/calibrate/**/*.calibrate.ts'],
    environment: 'node',
    testTimeout: 600_000,
    fileParallelism: false,
  },
})
