import { describe, expect, it } from 'vitest'
import { canonicalJson, sha256Hex } from '../../../../shared/contract/json'
import { planSchema } from '../../../../shared/contract/plan'
import { buildEvidence, packIdOf } from '../../../../shared/pack/evidence/build'
import { isSafeName } from '../../../../shared/pack/evidence/attachment-name'
import { manifestSchema } from '../../../../shared/pack/evidence/manifest'
import { evidenceRequest, sampleEvidence, sampleReview } from '../support/review'

const json = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes))

describe('buildEvidence', () => {
  it('gives the same bytes for the same review, whatever the order of its keys', () => {
    const review = sampleReview()
    const shuffled = Object.fromEntries(Object.entries(review).toReversed()) as unknown as typeof review
    const [a, b] = [sampleEvidence({ review }), sampleEvidence({ review: shuffled })]
    expect(a.attachments.map(({ bytes }) => sha256Hex(bytes))).toEqual(b.attachments.map(({ bytes }) => sha256Hex(bytes)))
    expect(a.evidenceHash).toBe(b.evidenceHash)
  })

  it('changes only manifest and pack id with the claimed time', () => {
    const [a, b] = [sampleEvidence(), sampleEvidence({ claimedTime: new Date('2026-11-21T09:00:00Z') })]
    const changed = a.attachments.filter(({ bytes }, i) => sha256Hex(bytes) !== sha256Hex(b.attachments[i]!.bytes)).map(({ name }) => name)
    expect(changed).toEqual(['manifest.json'])
    expect(a.packId).toMatch(/^CS-20261120-[0-9a-f]{12}$/u)
    expect(b.packId).not.toBe(a.packId)
  })

  it('writes canonical JSON that meets its schemas, and names every file by hash', () => {
    const { attachments, manifest, evidenceHash } = sampleEvidence()
    for (const { bytes } of attachments) expect(canonicalJson(json(bytes))).toBe(new TextDecoder().decode(bytes))
    expect(manifestSchema.parse(json(attachments[0]!.bytes))).toEqual(manifest)
    expect(planSchema.parse(json(attachments.find(({ name }) => name === 'plan.json')!.bytes)).datasets[0]).toMatchObject({ file: 'test.csv', sha256: 'a'.repeat(64) })
    expect(evidenceHash).toBe(sha256Hex(attachments[0]!.bytes))
    expect(manifest.subject.filter(({ kind }) => kind === 'attachment').map(({ name }) => name)).toEqual(attachments.slice(1).map(({ name }) => name))
    expect(manifest.subject.find(({ kind }) => kind === 'input')).toMatchObject({ name: 'test.csv', size: 1234 })
  })

  it('lists every number that may be printed under analysis and value id', () => {
    expect(sampleEvidence().printedNumbers).toEqual({
      'performance.discrimination#auc': 0.8123456789012345, 'stability.psi#psi/income': 0.30000000000000004, 'stability.psi#psi/age': null,
    })
  })

  it('lets further files print the pack id, and refuses names that could mislead', () => {
    const twin = { name: 'pack.html', bytes: new TextEncoder().encode(packIdOf(evidenceRequest())), mediaType: 'text/html', description: 'The pack for screen readers', relationship: 'Alternative' as const }
    expect(sampleEvidence({ further: [twin] }).packId).toBe(sampleEvidence().packId)
    for (const name of ['../x', 'manifest.json', 'log.json', 'a\u202eb', 'e\u0301', '', '.x', 'x.']) {
      expect(() => buildEvidence(evidenceRequest({ further: [{ ...twin, name }] }))).toThrow(expect.objectContaining({ code: 'evidence.name' }) as Error)
    }
    expect(isSafeName('données 王.csv')).toBe(true)
  })
})
