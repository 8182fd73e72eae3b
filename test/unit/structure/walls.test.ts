import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

function filesBelow(folder: string, ending = /\.(ts|tsx|mjs)$/): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

/** Relative imports of a file as paths from the root, and package imports by name; types count too. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, target]) =>
    target!.startsWith('.') ? relative(root, resolve(root, dirname(file), target!)) : target!)
}

const order = ['contract', 'table', 'stats', 'model', 'figures', 'analyses', 'review', 'pack']
const shared = filesBelow('shared')
const renderer = filesBelow('renderer')
const electron = filesBelow('electron')

describe('the walls between rooms', () => {
  it('finds the sources it is to judge', () => {
    expect(shared.length).toBeGreaterThan(50)
    expect(renderer.length).toBeGreaterThan(50)
    expect(electron.length).toBeGreaterThan(20)
  })

  it('lets imports in shared/ point left only', () => {
    const wrong = shared.flatMap((file) => importsOf(file)
      .filter((target) => target.startsWith('shared/'))
      .filter((target) => order.indexOf(target.split('/')[1]!) > order.indexOf(file.split('/')[1]!))
      .map((target) => `${file} → ${target}`))
    expect(wrong).toEqual([])
  })

  it('keeps shared/ free of Node, Electron, the DOM and the other rooms', () => {
    const wrong = shared.flatMap((file) => importsOf(file)
      .filter((target) => /^(node:|electron|react)|^(renderer|electron|resources|test)\//.test(target))
      .map((target) => `${file} → ${target}`))
    expect(wrong).toEqual([])
  })

  it('keeps places apart from each other', () => {
    const wrong = renderer.filter((file) => file.startsWith('renderer/places/')).flatMap((file) => importsOf(file)
      .filter((target) => target.startsWith('renderer/places/') && target.split('/')[2] !== file.split('/')[2])
      .map((target) => `${file} → ${target}`))
    expect(wrong).toEqual([])
  })

  it('keeps Node and Electron out of the renderer, and the page out of the workers', () => {
    const wrong = renderer.flatMap((file) => importsOf(file)
      .filter((target) => /^(node:|electron)/.test(target) || (file.startsWith('renderer/workers/') && /^(react|zustand|plotly)|^renderer\/(app|places|ui|session|engine|bridge|pdf|figures)\//.test(target)))
      .map((target) => `${file} → ${target}`))
    expect(wrong).toEqual([])
  })

  it('lets only electron/main import electron, and the preload what it must', () => {
    const wrong = electron.filter((file) => !file.startsWith('electron/main/') && file !== 'electron/preload/index.ts')
      .flatMap((file) => importsOf(file).filter((target) => target === 'electron').map(() => file))
    expect(wrong).toEqual([])
  })
})

describe('the shape of the tree', () => {
  const sources = [...shared, ...renderer, ...electron]
  const lines = (file: string): number => readFileSync(join(root, file), 'utf8').split('\n').length - 1

  it('has no file over 500 lines, and half of them under 120', () => {
    const lengths = sources.map(lines).sort((a, b) => a - b)
    expect(sources.filter((file) => lines(file) > 500)).toEqual([])
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(120)
  })

  it('has only the top level that was agreed', () => {
    const allowed = new Set(['electron', 'renderer', 'shared', 'resources', 'test', 'package.json', 'electron.vite.config.ts', 'tsconfig.json', 'README.md',
      // what tools force
      'package-lock.json', '.ci', 'CHANGELOG.md', 'LICENSE', 'eslint.config.js', '.gitignore', '.gitattributes', '.npmrc', '.git',
      // what git ignores
      'node_modules', 'out', 'demo', 'test-results', 'playwright-report', 'dist'])
    expect(readdirSync(root).filter((name) => !allowed.has(name))).toEqual([])
  })

  it('names only rooms and files in the README that exist', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const named = [...readme.matchAll(/`((?:electron|renderer|shared|resources|test)\/[^`<*\s]*)`|\]\((resources\/[^)]+)\)/g)].map((m) => m[1] ?? m[2]!)
    expect(named.length).toBeGreaterThan(15)
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})
