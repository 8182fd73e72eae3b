import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Tests of what the build wrote; `npm run build` comes first. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: { include: ['test/build/**/*.test.ts'], environment: 'node', testTimeout: 60_000 },
})
