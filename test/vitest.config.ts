import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    include: ['test/{unit,golden,property,conformance}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
  },
})
