import { expect, test } from '@playwright/test'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { quietJob } from '../../shared/contract/job'
import { signatureFields } from '../../shared/pack/pdf/document'
import { parsePdf } from '../../shared/pack/pdf/revision'
import { readAttachments } from '../../shared/pack/verify/attachments'
import { compact, printedText } from '../../shared/pack/verify/page-text'
import { checkProfile } from '../../shared/pack/verify/profile'
import { homeEnvironment, makeHome } from '../../electron/runtime/launch-as-user.mjs'
import { scriptNames } from '../fixtures/pdf/script-names'
import { session } from './harness/environment'
import { removeHome } from './harness/launch'

const fixture = resolve(import.meta.dirname, '../fixtures/pdf')
const poppler = existsSync('/usr/bin/pdftotext') && existsSync('/usr/bin/pdffonts')
interface Report {
  readonly pages?: number
  readonly error?: string
}

let folder = ''
let review: { readonly report: Report; readonly file: string }

/** Sets a made-up pack in real Chromium under the product's CSP, without the rest of the app. */
function typeset(name: string, out = 'out'): { readonly report: Report; readonly file: string } {
  const { launch } = session()
  const target = join(folder, out)
  mkdirSync(target, { recursive: true })
  chmodSync(target, 0o777)
  const home = makeHome(launch)
  try {
    const { stdout, stderr } = spawnSync(launch.executable, ['--headless', '--disable-gpu', '--log-level=3', join(folder, 'main.cjs'), join(folder, 'page'), target, name], { encoding: 'utf8', env: homeEnvironment(home), timeout: 90_000 })
    const line = stdout.trim().split('\n').findLast((text) => text.startsWith('{'))
    if (line === undefined) throw new Error(`The page reported nothing. ${stderr}`)
    return { report: JSON.parse(line) as Report, file: join(target, `${name}.pdf`) }
  } finally {
    removeHome(home)
  }
}

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-pdf-'))
  await build({ configFile: join(fixture, 'vite.config.ts'), logLevel: 'error', build: { outDir: join(folder, 'page') } })
  copyFileSync(join(fixture, 'electron-main.cjs'), join(folder, 'main.cjs'))
  spawnSync('chmod', ['-R', 'a+rX', folder])
  review = typeset('review')
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.describe('the pack as pages', () => {
  test('is a file our own strict profile accepts, the same to the byte when set again', () => {
    const first = review
    expect(first.report.error).toBeUndefined()
    const bytes = readFileSync(first.file)
    const file = parsePdf(new Uint8Array(bytes), quietJob)
    checkProfile(file, quietJob)
    const view = { file, revision: 0 }
    expect(readAttachments(view, quietJob).map((attachment) => attachment.name)).toEqual(['manifest.json'])
    expect(signatureFields(view).map((field) => [field.name, field.role])).toEqual([['signoff-1-reviewer', 'Reviewer'], ['signoff-2-validation-lead', 'Validation lead'], ['signoff-3-approver', 'Approver']])
    expect(readFileSync(typeset('review', 'again').file).equals(bytes)).toBe(true)
    if (existsSync('/usr/bin/qpdf')) execFileSync('qpdf', ['--check', first.file])
  })

  test('shows every section, every script and every figure as text inside the margins, with all fonts embedded', () => {
    test.skip(!poppler, 'poppler-utils is not installed')
    const { report, file } = review
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
    for (const words of ['Cover and opinion', 'Methods and glossary', 'Παπαδοπούλου', 'Николай Иванов', 'доход_семьи', '城市', '王小明', '北京市朝阳区', `page ${report.pages ?? 0} of ${report.pages ?? 0}`]) expect(text).toContain(words)
    expect(text).not.toContain('\uFFFD')

    const fonts = execFileSync('pdffonts', [file], { encoding: 'utf8' }).trim().split('\n').slice(2)
    expect(fonts.length).toBeGreaterThanOrEqual(5)
    for (const font of fonts) expect(font).toMatch(/Identity-H +yes/)
    expect(execFileSync('pdfimages', ['-list', file], { encoding: 'utf8' }).trim().split('\n')).toHaveLength(2)

    const boxes = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    const outside = [...boxes.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)/g)]
      .filter(([, x1, y1, x2, y2]) => Number(x1) < 60 || Number(x2) > 536 || Number(y1) < 38 || Number(y2) > 812)
      .map(([, , , , , word]) => word)
    expect(outside).toEqual([])
  })

  test('sets every kind of block and mark, and marks a draft on every page', () => {
    test.skip(!poppler, 'poppler-utils is not installed')
    const { report, file } = typeset('draft')
    expect(report.error).toBeUndefined()
    for (let page = 1; page <= (report.pages ?? 0); page += 1) {
      const text = execFileSync('pdftotext', ['-f', String(page), '-l', String(page), file, '-'], { encoding: 'utf8' })
      expect(text).toContain('Draft · page')
    }
  })

  test('sets names that are longer than a page', () => {
    const { report, file } = typeset('long-names')
    expect(report.error).toBeUndefined()
    checkProfile(parsePdf(new Uint8Array(readFileSync(file)), quietJob), quietJob)
  })

  test('sets scripts that join, stack and run from the right, as text in the order it was written', () => {
    const { report, file } = typeset('scripts')
    expect(report.error).toBeUndefined()
    const parsed = parsePdf(new Uint8Array(readFileSync(file)), quietJob)
    checkProfile(parsed, quietJob)
    const read = printedText({ file: parsed, revision: 0 }, quietJob)
    for (const name of Object.values(scriptNames)) {
      // A paragraph, two columns of a table, a note, and a label with its value.
      expect(read.split(compact(name)).length - 1, name).toBeGreaterThanOrEqual(7)
      expect(read).toContain(compact(`region "${name}" appears first in 2026-06, 78 rows; ${name} 12.3 %, of ${name}.`))
    }
    if (!poppler) return
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
    for (const name of [scriptNames.Thai, scriptNames.Devanagari, scriptNames.Tamil, scriptNames.Georgian]) expect(text).toContain(name)
    expect(text).not.toContain('\uFFFD')
    expect(text.match(/\[U\+[0-9A-F]+\]/g)).toEqual(['[U+1F600]'])
  })

  test('stops when it is cancelled and writes nothing', () => {
    const { report, file } = typeset('cancel')
    expect(report.error).toContain('cancelled')
    expect(existsSync(file)).toBe(false)
  })
})
