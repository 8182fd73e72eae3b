import { defineConfig } from '@playwright/test'
import base from '../e2e/playwright.config'

/** `npm run screenshots`: every place on the sample review, in light and dark, for people to look at. */
export default defineConfig(base, {
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  globalSetup: '../e2e/harness/environment.ts',
  timeout: 600_000,
})
