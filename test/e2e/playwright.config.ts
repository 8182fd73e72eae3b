import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  globalSetup: './harness/environment.ts',
  // One window at a time, and nothing is tried twice: a flaky test is a defect.
  workers: 1,
  retries: 0,
  // For the slowest machine: whole reviews are run here, and nothing waits for this limit but a hang.
  timeout: 360_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  outputDir: '../../test-results',
})
