import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { extname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mimeOf } from '../../electron/main/mime'
import { contentSecurityPolicy } from '../../electron/main/security-headers'

const out = resolve(import.meta.dirname, '../../out')
const read = (path: string): string => readFileSync(join(out, path), 'utf8')
const files = (folder: string): string[] => readdirSync(join(out, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).filter((name) => extname(name) !== '')

describe('the preload', () => {
  it('is CommonJS by name and content, and loads nothing but electron', () => {
    expect(readdirSync(join(out, 'preload'))).toEqual(['index.cjs'])
    const source = read('preload/index.cjs')
    expect([...source.matchAll(/\brequire\(([^)]*)\)/g)].map((match) => match[1])).toEqual([expect.stringMatching(/^["'`]electron["'`]$/)])
    expect(source).not.toMatch(/^\s*(?:import|export)\b/m)
  })
})

describe('main', () => {
  it('is one ES module that needs Electron and Node and nothing beside it', () => {
    const source = read('main/index.js')
    const modules = [...source.matchAll(/^import\b[^;'"]*["']([^"']+)["']/gm)].map((match) => match[1]!)
    expect(modules).toContain('electron')
    const foreign = modules.filter((name) => name !== 'electron' && !name.startsWith('node:') && !builtinModules.includes(name) && !name.startsWith('./'))
    expect(foreign).toEqual([])
    expect(source).not.toMatch(/^export default require/m)
  })

  it('loads the page from app:// only', () => {
    for (const name of files('main')) expect(read(name)).not.toMatch(/loadURL\(\s*["'`]https?:|loadFile\(/)
  })
})

describe('the page', () => {
  const html = read('renderer/index.html')

  it('has no inline script or handler, and loads only what is beside it', () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/)
    expect(html).not.toMatch(/\son\w+=/)
    const links = [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map((match) => match[1]!)
    expect(links.length).toBeGreaterThan(0)
    for (const link of links) expect(existsSync(join(out, 'renderer', link)), link).toBe(true)
  })

  it('imports and fetches nothing from the network', () => {
    for (const name of files('renderer').filter((file) => file.endsWith('.js'))) {
      const source = read(name)
      expect(source.match(/(?:\bimport\(|\bimportScripts\(|\bfrom|new Worker\()\s*["'`]https?:/g), name).toBeNull()
    }
    for (const name of files('renderer').filter((file) => file.endsWith('.css'))) expect(read(name).match(/url\(\s*["']?(?:https?:)?\/\//g), name).toBeNull()
  })

  it('has only files with a content type of their own', () => {
    for (const name of files('renderer')) expect([name, mimeOf(name)]).not.toEqual([name, 'application/octet-stream'])
  })

  it('ships no source maps with paths of the machine it was built on', () => {
    expect(files('renderer').filter((name) => name.endsWith('.map'))).toEqual([])
    const root = resolve(import.meta.dirname, '../..')
    for (const name of [...files('renderer'), ...files('main'), ...files('preload')].filter((file) => /\.(?:js|cjs|html|css)$/.test(file))) expect(read(name).includes(root), name).toBe(false)
  })

  it('evaluates no text as code', () => {
    // zod asks once whether it could, catches the refusal, and is told not to (jitless).
    const probe = /try\s*\{\s*(?:return\s+)?new Function\(""\)[^}]*\}\s*catch/g
    for (const name of files('renderer').filter((file) => file.endsWith('.js'))) {
      const source = read(name).replaceAll(probe, '')
      const found = [...source.matchAll(/(?<![\w.$])eval\(|new Function\(/g)].map(({ index }) => source.slice(Math.max(0, index - 60), index + 60))
      expect([name, found]).toEqual([name, []])
    }
  })
})

it('the policy allows WebAssembly but no evaluation of text, and nothing from elsewhere', () => {
  expect(contentSecurityPolicy).toContain("script-src 'self' 'wasm-unsafe-eval';")
  expect(contentSecurityPolicy.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe-eval|https?:|\*/)
})
