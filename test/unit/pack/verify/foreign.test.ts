import { jsPDF } from 'jspdf'
import { describe, expect, it } from 'vitest'
import { CancelledError } from '../../../../shared/contract/errors'
import { verifyPack } from '../../../../shared/pack/verify/verify'
import { minimalPdf } from '../support/minimal-pdf'
import { mulberry32 } from '../support/flips'
import { people, revisionZero, signAll, verify } from '../support/pack'

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

describe('files that are no packs', () => {
  it('calls a PDF of another maker amber, never green, never broken', async () => {
    const doc = new jsPDF()
    doc.text('Hello', 10, 10)
    for (const pdf of [new Uint8Array(doc.output('arraybuffer')), minimalPdf({ attachments: [], signOff: [] }).slice()]) {
      const report = await verify(pdf)
      expect([report.verdict, report.lines[0]!.status]).not.toContain('proven')
      expect(['foreign', 'pack']).toContain(report.kind)
      expect(report.evidence).toBeNull()
    }
  })

  it('says what a foreign signature covers', async () => {
    const report = await verify(latin1('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /XRef /ByteRange [0 10 20 30] >>\nendobj\n'))
    expect(report.kind).toBe('foreign')
    expect(report.verdict).toBe('not-proven')
    expect(report.lines[0]!.details[1]!.sentence).toMatch(/^A signature claims to cover bytes 0 to 10 and 20 to 50 of \d+; the \d+ bytes after it are not covered\.$/u)
  })

  it.each([['text', 'just some text'], ['a zip', 'PK\x03\x04aaaa'], ['a header alone', '%PDF-1.7\n'], ['zeros', '\0'.repeat(1000)], ['a cyclic page tree', `%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /AF [] >>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n70\n%%EOF\n`]])('answers for %s', async (_, text) => {
    const report = await verify(latin1(text))
    expect(report.lines).toHaveLength(5)
    expect(report.verdict).not.toBe('proven')
    expect(report.lines[0]!.sentence).not.toBe('')
  })

  it('answers for random cuts and joins of a pack', async () => {
    const signers = await people()
    const pack = await signAll(revisionZero(), signers)
    const random = mulberry32(11)
    for (let i = 0; i < 60; i++) {
      const [a, b] = [Math.floor(random() * pack.length), Math.floor(random() * pack.length)]
      const mixed = latin1(Buffer.from(pack.subarray(0, a)).toString('latin1') + Buffer.from(pack.subarray(b)).toString('latin1'))
      if (a === b) continue
      const report = await verify(mixed, signers)
      expect(report.verdict).not.toBe('proven')
      expect(report.lines.flatMap((line) => line.details).some((detail) => detail.code.endsWith('.unreadable'))).toBe(false)
    }
  })

  it('stops when the job is cancelled', async () => {
    const job = { checkpoint: (): void => { throw new CancelledError() }, progress: (): void => undefined }
    await expect(verifyPack(revisionZero(), { job })).rejects.toMatchObject({ code: 'job.cancelled' })
  })
})
