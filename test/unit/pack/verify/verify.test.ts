import { describe, expect, it } from 'vitest'
import { doubts, people, revisionZero, signAll, signAs, verify } from '../support/pack'

describe('verifyPack on honest packs', () => {
  it('proves three signatures of trusted people and says what is only claimed', async () => {
    const signers = await people()
    const report = await verify(await signAll(revisionZero(), signers), signers)
    expect(report.lines.map(({ id, status }) => [id, status])).toEqual([
      ['unchanged', 'proven'], ['who', 'proven'], ['when', 'not-proven'], ['contents', 'proven'], ['re-performed', 'not-checked'],
    ])
    expect(report.verdict).toBe('proven')
    expect(report.kind).toBe('pack')
    expect(new Set(doubts(report))).toEqual(new Set(['when.claimed']))
    expect(report.signatures.map(({ certifiedName, role, trust }) => [certifiedName, role, trust])).toEqual([
      ['Ada Lovelace', 'Independent validator', 'trusted'], ['Grace Hopper', 'Validation lead', 'trusted'], ['Ελένη 王', 'Approver', 'trusted'],
    ])
    expect(report.evidence?.runs).toHaveLength(2)
  })

  it('says of self-issued certificates that only their bearers vouch for them', async () => {
    const report = await verify(await signAll(revisionZero(), await people()))
    expect(report.lines[0]!.status).toBe('proven')
    expect(report.lines[1]).toMatchObject({ status: 'not-proven' })
    expect(doubts(report)).toContain('who.self-issued')
    expect(report.verdict).toBe('not-proven')
  })

  it('states missing signatures without calling them a failure', async () => {
    const signers = await people()
    const report = await verify(await signAs(revisionZero(), signers[0]!, 0), signers)
    expect(report.lines.map(({ status }) => status)).toEqual(['proven', 'not-proven', 'not-proven', 'proven', 'not-checked'])
    expect(report.lines[1]!.sentence).toContain('1 of 3 planned signatures')
    const unsigned = await verify(revisionZero())
    expect(unsigned.lines.map(({ status }) => status)).toEqual(['not-proven', 'not-proven', 'not-proven', 'not-proven', 'not-checked'])
    expect(doubts(unsigned)).toContain('unchanged.unsigned')
  })

  it('takes a pack whose first signature does not certify', async () => {
    const signers = await people()
    const report = await verify(await signAs(revisionZero(), signers[0]!, 0, { certify: false }), signers)
    expect(report.lines[0]!.status).toBe('proven')
  })

  it('checks a pack of 20 MB in less than a second', async () => {
    const content = `% ${'x'.repeat(20_000_000)}`
    const signers = await people()
    const pdf = await signAll(revisionZero({ content }), signers)
    // Processor time: other work on the machine does not count.
    const from = process.cpuUsage().user
    expect((await verify(pdf, signers)).verdict).toBe('proven')
    expect((process.cpuUsage().user - from) / 1000).toBeLessThan(1000)
  })
})
