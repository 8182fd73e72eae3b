import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout: where package.json, out/ and node_modules/ lie. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Runtimes fetched on demand; never part of a release. */
export const cacheDir = resolve(root, 'node_modules/.cache/electron-runtime')

/** @returns {boolean} */
export const isRoot = () => process.getuid?.() === 0
