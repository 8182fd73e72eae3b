import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout: where package.json, out/ and node_modules/ lie. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * The folder a command was typed in, which the paths it names are relative to: npm starts scripts
 * in the checkout, wherever `npm run countersign` or `npm --prefix … run countersign` was typed.
 */
export const startedIn = (process.env.npm_lifecycle_event === 'countersign' && process.env.INIT_CWD) || process.cwd()

/** Runtimes fetched on demand; never part of a release. */
export const cacheDir = resolve(root, 'node_modules/.cache/electron-runtime')

/** @returns {boolean} */
export const isRoot = () => process.getuid?.() === 0
