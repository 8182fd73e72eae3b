import { describe, expect, it } from 'vitest'
import { readCms } from '../../../../shared/pack/signature/cms-read'
import { signNextField, signOffFields } from '../../../../shared/pack/signature/sign'
import { selfIssued } from '../support/identity'
import type { TestIdentity } from '../support/identity'
import { minimalPdf } from '../support/minimal-pdf'

const roles = ['Independent validator', 'Validation lead', 'Model owner']
const revisionZero = minimalPdf({ attachments: [], signOff: roles.map((role, i) => ({ field: `signoff-${i + 1}`, role })) })
const claimedTime = new Date('2026-11-20T10:00:00Z')

function sign(pdf: Uint8Array, identity: TestIdentity, role: string, more: Partial<Parameters<typeof signNextField>[0]> = {}): ReturnType<typeof signNextField> {
  const { certificates, algorithm, name } = identity
  return signNextField({ pdf, certificates, algorithm, sign: identity.sign, role, name, reason: 'I stand behind this review.', claimedTime, ...more })
}

describe('signNextField', () => {
  it('signs three roles, each by an incremental update that leaves every earlier byte alone', async () => {
    let pdf = revisionZero
    const kinds = ['ECDSA P-256', 'ECDSA P-384', 'RSA'] as const
    for (const [i, role] of roles.entries()) {
      const signed = await sign(pdf, await selfIssued(`Person ${i + 1}`, kinds[i]), role)
      expect(signed.field).toBe(`signoff-${i + 1}`)
      expect(Buffer.from(signed.pdf.subarray(0, pdf.length)).equals(Buffer.from(pdf))).toBe(true)
      pdf = signed.pdf
    }
    expect(signOffFields(pdf).map((field) => field.signed)).toEqual([true, true, true])
  })

  it('writes names and reasons in any script', async () => {
    const identity = await selfIssued('Ελένη 王')
    const { pdf } = await sign(revisionZero, identity, roles[0]!, { reason: 'Проверено (all\\parts)' })
    const text = Buffer.from(pdf).toString('latin1')
    const contents = /\/Contents <([0-9a-f]+)>/u.exec(text)![1]!
    expect(readCms(new Uint8Array(Buffer.from(contents, 'hex'))).certificates[0]!.commonName).toBe('Ελένη 王')
  })

  it('refuses what cannot be a good signature, by name', async () => {
    const ada = await selfIssued('Ada')
    const other = await selfIssued('Other')
    const old = await selfIssued('Old', 'ECDSA P-256', { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') })
    const weak = await selfIssued('Weak', 'RSA', { bits: 1024 })
    await expect(sign(revisionZero, ada, 'Approver')).rejects.toMatchObject({ code: 'sign.role' })
    await expect(sign(revisionZero, { ...ada, sign: other.sign }, roles[0]!)).rejects.toMatchObject({ code: 'sign.key' })
    await expect(sign(revisionZero, { ...ada, algorithm: 'RSA' }, roles[0]!)).rejects.toMatchObject({ code: 'sign.key' })
    await expect(sign(revisionZero, old, roles[0]!)).rejects.toMatchObject({ code: 'sign.time' })
    await expect(sign(revisionZero, weak, roles[0]!)).rejects.toMatchObject({ code: 'sign.weak-key' })
    const once = (await sign(revisionZero, ada, roles[0]!)).pdf
    await expect(sign(once, ada, roles[1]!)).rejects.toMatchObject({ code: 'sign.same-person' })
    await expect(sign(Uint8Array.from([...once, 10, 37]), other, roles[1]!)).rejects.toMatchObject({ code: 'pdf.trailing-bytes' })
    const changed = Uint8Array.from(Buffer.from(Buffer.from(once).toString('latin1').replace('stand behind', 'sit in front'), 'latin1'))
    await expect(sign(changed, other, roles[1]!)).rejects.toMatchObject({ code: 'unchanged.digest' })
    await expect(sign(minimalPdf({ attachments: [], signOff: [] }), ada, roles[0]!)).rejects.toMatchObject({ code: 'sign.no-field' })
  })
})
