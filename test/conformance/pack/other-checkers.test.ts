import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coveredBytes } from '../../../shared/pack/signature/covered-bytes'
import { readFirst } from '../../../shared/pack/signature/der-read'
import { contentsOf } from '../../unit/pack/support/forge'
import type { TestIdentity } from '../../unit/pack/support/identity'
import { doubts, people, revisionZero, signAs, verify } from '../../unit/pack/support/pack'
import { has, say } from '../../unit/pack/support/tools'

/**
 * Other people's checkers on packs with one, two and three signers. What they exit with means little
 * (pdfsig exits 0 on forgeries), so their words are read. Each part runs where its tool is present.
 */
const folder = mkdtempSync(join(tmpdir(), 'countersign-conformance-'))
const paths: string[] = []
const packs: Uint8Array[] = []
let signers: readonly TestIdentity[] = []

beforeAll(async () => {
  signers = await people()
  let pdf = revisionZero()
  for (const [i, signer] of signers.entries()) {
    pdf = await signAs(pdf, signer, i)
    packs.push(pdf)
    paths.push(join(folder, `${i + 1}.pdf`))
    writeFileSync(paths[i]!, pdf)
    writeFileSync(join(folder, `${i + 1}.der`), signer.certificates[0]!)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.runIf(has('pdfsig', '-v'))('poppler pdfsig', () => {
  it.each([1, 2, 3])('calls every signature valid and the document wholly signed, %i signers', (n) => {
    const said = say('pdfsig', '-nocert', paths[n - 1]!)
    expect(said.match(/Signature is Valid\./gu)).toHaveLength(n)
    expect(said.match(/- Total document signed/gu)).toHaveLength(1)
    expect(said.match(/- Not total document signed/gu) ?? []).toHaveLength(n - 1)
    expect(said.match(/ETSI\.CAdES\.detached/gu)).toHaveLength(n)
    expect(said.lastIndexOf('- Total document signed')).toBeGreaterThan(said.lastIndexOf('- Not total document signed'))
  })
})

describe.runIf(has('qpdf'))('qpdf', () => {
  it.each([1, 2, 3])('finds no fault in the file, %i signers', (n) => {
    expect(say('qpdf', '--check', paths[n - 1]!)).toContain('No syntax or stream encoding errors found')
  })

  it.each([['saved again', []], ['linearised', ['--linearize']], ['with object streams', ['--object-streams=generate']], ['encrypted', ['--encrypt', '', 'x', '256', '--']]])('a pack %s by qpdf never passes', async (_, options) => {
    const out = join(folder, 'saved.pdf')
    say('qpdf', ...options, paths[2]!, out)
    const report = await verify(new Uint8Array(readFileSync(out)), signers)
    expect(report.verdict).not.toBe('proven')
    expect(report.lines[0]!.status).not.toBe('proven')
    expect(doubts(report).every((code) => !code.endsWith('.unreadable'))).toBe(true)
  })
})

describe.runIf(has('openssl', 'version'))('openssl', () => {
  it('verifies each signature as CAdES and finds DER throughout', () => {
    const pdf = packs[2]!
    const text = Buffer.from(pdf).toString('latin1')
    for (const [i, match] of [...text.matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)\]/gu)].entries()) {
      const [a, b, c] = match.slice(1).map(Number)
      writeFileSync(join(folder, 'signed.bin'), coveredBytes(pdf, [0, a!, b!, c!]))
      writeFileSync(join(folder, 'signature.der'), readFirst(contentsOf(pdf, i)).bytes)
      say('openssl', 'x509', '-inform', 'der', '-in', join(folder, `${i + 1}.der`), '-out', join(folder, 'ca.pem'))
      const said = say('openssl', 'cms', '-verify', '-binary', '-cades', '-inform', 'DER', '-in', join(folder, 'signature.der'), '-content', join(folder, 'signed.bin'), '-CAfile', join(folder, 'ca.pem'), '-purpose', 'any', '-attime', '1795000000', '-out', join(folder, 'out.bin'))
      expect(said === '' || said.includes('successful'), said).toBe(true)
      expect(readFileSync(join(folder, 'out.bin')).length).toBe(a! + c!)
      const tree = say('openssl', 'asn1parse', '-inform', 'DER', '-in', join(folder, 'signature.der'))
      expect(tree).toContain('id-smime-aa-signingCertificateV2')
      expect(tree).not.toContain('signingTime')
      expect(tree).not.toContain('inf ')
    }
  })
})

/** Set PYHANKO_PYTHON to a Python that has pyHanko to run it here. */
const python = process.env['PYHANKO_PYTHON'] ?? ''
describe.runIf(python !== '')('pyHanko', () => {
  it('trusts every signature and allows the later ones', () => {
    const said = say(python, join(import.meta.dirname, 'pyhanko-check.py'), ...[1, 2, 3].map((n) => join(folder, `${n}.der`)), ...paths)
    expect(said.trim().split('\n')).toEqual([
      '1 signoff-1 INTACT:TRUSTED,UNTOUCHED True',
      '2 signoff-1 INTACT:TRUSTED,EXTENDED_WITH_FORM_FILLING,ACCEPTABLE_MODIFICATIONS True', '2 signoff-2 INTACT:TRUSTED,UNTOUCHED True',
      '3 signoff-1 INTACT:TRUSTED,EXTENDED_WITH_FORM_FILLING,ACCEPTABLE_MODIFICATIONS True', '3 signoff-2 INTACT:TRUSTED,EXTENDED_WITH_FORM_FILLING,ACCEPTABLE_MODIFICATIONS True', '3 signoff-3 INTACT:TRUSTED,UNTOUCHED True',
    ])
  })
})
