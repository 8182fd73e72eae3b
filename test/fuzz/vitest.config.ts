import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Long fuzzing, apart from the quick tests: `npm run fuzz`. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: { include: ['test/fuzz/*.fuzz.ts'], environment: 'node', testTimeout: 14_400_000 },
})
