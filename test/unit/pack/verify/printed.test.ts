import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../../../shared/contract/run-record'
import type { VerifyLine } from '../../../../shared/pack/verify/report'
import { compact } from '../../../../shared/pack/verify/page-text'
import type { RenderRecord } from '../../../../shared/pack/verify/printed'
import { selfIssued } from '../support/identity'
import { revisionZero, signAs, verify } from '../support/pack'

/** An analysis that prints a sentence and a table row per value. */
const render: RenderRecord = (run: RunRecord) => ({
  title: run.analysis, answers: '', method: [], references: [], figures: [],
  blocks: [
    { block: 'paragraph', text: `${run.analysis} used ${run.result.rowsUsed} rows.` },
    { block: 'table', caption: '', table: { columns: [], rows: run.result.values.map(({ label, value }) => [label, value === null ? 'none' : value.toFixed(3)]) } },
  ],
})

const honest = [
  'Opinion No opinion given. Opinion No opinion given Model',
  'performance.discrimination used 100 rows.', 'AUC 0.812', 'stability.psi used ', '100 rows.', 'PSI of income', '0.300',
]
const show = (lines: readonly string[]): string => lines.map((line, i) => `BT /F1 9 Tf 40 ${800 - 12 * i} Td (${line}) Tj ET`).join('\n')

async function contents(content: string, renderer = render): Promise<VerifyLine> {
  const pdf = await signAs(revisionZero({ content }), await selfIssued('Ada Lovelace'), 0)
  return (await verify(pdf, [], { render: renderer })).lines[3]!
}

describe('printed numbers', () => {
  it('stand in the pages as the evidence gives them, however lines are broken', async () => {
    const line = await contents(show(honest))
    expect(line.status).toBe('proven')
    expect(line.details.find(({ code }) => code === 'contents.printed')).toMatchObject({ sentence: 'All 4 statements and table rows with numbers stand in the document as the evidence gives them.' })
  })

  it('are named where the document prints other ones', async () => {
    const line = await contents(show(honest.map((text) => text.replace('0.300', '0.030'))))
    expect(line.status).toBe('failed')
    expect(line.sentence).toBe('stability.psi: in "PSI of income 0.300" the document prints 0.030 where the evidence gives 0.300.')
  })

  it('are missed where a statement is not printed, or only in what is no content', async () => {
    const missing = await contents(show(honest.slice(0, 5)))
    expect(missing).toMatchObject({ status: 'not-proven' })
    expect(missing.details.map(({ code }) => code)).toContain('contents.not-printed')
    const artifact = await contents(`${show(honest.slice(0, 5))}\n/Artifact <</Type /Layout>> BDC\n${show(honest.slice(5))}\nEMC`)
    expect(artifact.details.map(({ code }) => code)).toContain('contents.not-printed')
  })

  it.each([
    ['transparent', '3 Tr', '0 Tr'], ['white', '1 1 1 rg', '0 g'], ['nearly white in four colours', '0 0 0 0.1 k', '0 g'], ['a speck', '/F1 0.5 Tf', ''], ['beside the page', '0 -4000 Td', ''],
  ])('are missed where they are %s', async (_, before, after) => {
    const line = await contents(`${show(honest.slice(0, 5))}\n${after === '' ? `BT ${before} (${honest.slice(5).join(' ')}) Tj ET` : `${before}\n${show(honest.slice(5))}\n${after}`}`)
    expect(line).toMatchObject({ status: 'not-proven' })
    expect(line.details.map(({ code }) => code)).toContain('contents.not-printed')
  })

  it('are not compared where another version of the analysis made them', async () => {
    const line = await contents(show(honest), () => null)
    expect(line).toMatchObject({ status: 'not-proven' })
    expect(line.details.map(({ code }) => code)).toContain('contents.other-version')
  })

  it('are read from deflated pages with fonts of glyph codes', async () => {
    const letters = [...new Set(honest.join(''))]
    const hex = (text: string): string => Array.from(text, (letter) => (letters.indexOf(letter) + 1).toString(16).padStart(4, '0')).join('')
    const cmap = `2 beginbfchar\n${letters.slice(0, -1).map((letter, i) => `<${(i + 1).toString(16).padStart(4, '0')}><${letter.charCodeAt(0).toString(16).padStart(4, '0')}>`).join('\n')}\nendbfchar\n1 beginbfrange\n<${letters.length.toString(16).padStart(4, '0')}><${letters.length.toString(16).padStart(4, '0')}><${letters.at(-1)!.charCodeAt(0).toString(16).padStart(4, '0')}>\nendbfrange`
    const page = deflateSync(Buffer.from(honest.map((line) => `/P <</MCID 0>> BDC BT /F2 9 Tf <${hex(line)}> Tj ET EMC`).join('\n'))).toString('latin1')
    const pdf = revisionZero({
      content: ' ', extraObjects: [
        '<< /Type /Font /Subtype /Type0 /ToUnicode 91 0 R >>',
        `<< /Length ${cmap.length} >>\nstream\n${cmap}\nendstream`,
        `<< /Filter /FlateDecode /Length ${page.length} >>\nstream\n${page}\nendstream`,
      ], pageContents: '[92 0 R 4 0 R]', fonts: ' /F2 90 0 R',
    })
    const report = await verify(await signAs(pdf, await selfIssued('Ada Lovelace'), 0), [], { render })
    expect(report.lines[3]!.status, JSON.stringify(report.lines)).toBe('proven')
  })
})

it('letters that the fonts do not hold are compared as what they are', () => {
  expect(compact('[U+05E9][U+05DD] 12 %')).toBe(compact('שם\u200e 12 %'))
  expect(compact('[U+1F600] x')).toBe('😀x')
  expect(compact('[U+05E9] 12')).not.toBe(compact('[U+05E8] 12'))
  expect(compact('[U+FFFFFF]')).toBe('[U+FFFFFF]')
})
