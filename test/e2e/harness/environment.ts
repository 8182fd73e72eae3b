import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildIfStale } from '../../../electron/runtime/build-if-stale.mjs'
import { ensureDisplay } from '../../../electron/runtime/display.mjs'
import { prepareLaunch, removeStage, type Launch } from '../../../electron/runtime/launch-as-user.mjs'
import { resolveRuntime } from '../../../electron/runtime/resolve.mjs'

/** What one test session starts Electron with; handed to the workers through the environment. */
export interface Session {
  readonly launch: Launch
  readonly kind: 'official' | 'fallback'
  readonly version: string
}

const variable = 'COUNTERSIGN_E2E_SESSION'

/**
 * Playwright's preload script for Electron: it holds the app back until the debugger is attached, so
 * that no window opens while nobody looks. An unprivileged account must be able to read it.
 */
export const loader = join(createRequire(import.meta.url).resolve('playwright-core/package.json'), '../lib/server/electron/loader.js')

/** Builds, finds the runtime, starts a display; a missing runtime fails the whole run. Returns the teardown. */
export default async function setUp(): Promise<() => void> {
  buildIfStale()
  const runtime = await resolveRuntime({ fetch: true })
  const launch = prepareLaunch(runtime.path, loader)
  const { display, stop } = await ensureDisplay()
  if (display !== undefined) process.env.DISPLAY = display
  process.env[variable] = JSON.stringify({ launch, kind: runtime.kind, version: runtime.version } satisfies Session)
  process.stdout.write(`Electron ${runtime.version} (${runtime.kind}), sandbox ${launch.sandbox ? 'on' : 'not available here'}, account ${launch.uid ?? 'own'}\n`)
  return () => {
    stop()
    removeStage(launch)
  }
}

/** The session, as set up once for all test files. */
export function session(): Session {
  const text = process.env[variable]
  if (text === undefined) throw new Error('The e2e tests run through test/e2e/playwright.config.ts.')
  return JSON.parse(text) as Session
}
