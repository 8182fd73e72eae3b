import { describe, expect, it } from 'vitest'
import { quietJob } from '../../../../shared/contract/job'
import { canonicalJson } from '../../../../shared/contract/json'
import { changesSection } from '../../../../shared/pack/document/changes-section'
import { contextOf } from '../../../../shared/pack/document/context'
import { changesBetween } from '../../../../shared/pack/earlier/changes'
import { earlierReviewOf } from '../../../../shared/pack/earlier/earlier-review'
import { verifyPack } from '../../../../shared/pack/verify/verify'
import { blankFinding } from '../../../../shared/review/findings'
import type { EarlierReview, Finding } from '../../../../shared/review/state'
import { info, renderRun } from '../../../fixtures/pdf/review-case'
import { revisionZero } from '../support/pack'
import { sampleReview } from '../support/review'

const finding = (id: string, origin: string, title: string, status: Finding['status']): Finding => ({ ...blankFinding(id, '2026-01-01T00:00:00Z'), origin, title, status })
const first = { ...sampleReview(), findings: [finding('F-001', 'stability.psi/income', 'Income moved', 'confirmed'), finding('F-002', 'drift.ks/age', 'Age moved', 'confirmed'), finding('F-003', '', 'Typed by hand', 'dismissed')] }

async function earlierOf(review: ReturnType<typeof sampleReview>): Promise<EarlierReview> {
  return earlierReviewOf(await verifyPack(revisionZero({}, { review }), { job: quietJob }))!
}

describe('an earlier review', () => {
  it('is read from a pack, with how far the pack was proven', async () => {
    const earlier = await earlierOf(first)
    expect(earlier).toMatchObject({ verified: 'not-proven', features: ['income'], opinion: 'none' })
    expect(earlier.findings.map(({ origin, status }) => [origin, status])).toEqual([['stability.psi/income', 'confirmed'], ['drift.ks/age', 'confirmed'], ['', 'dismissed']])
    expect(earlierReviewOf(await verifyPack(new Uint8Array([1, 2, 3]), { job: quietJob }))).toBeNull()
  })

  it('differs in nothing from itself', async () => {
    const { facts, findings } = changesBetween(await earlierOf(first), first)
    expect(facts.filter(({ kind }) => kind !== 'same')).toEqual([])
    expect(findings.map(({ kind }) => kind)).toEqual(['open still', 'open still', 'settled before'])
  })

  it('lays two versions of the artifact side by side', () => {
    const card = { format: 'pmml', formatVersion: '4.4', producer: '', task: 'binary' as const, classes: [], inputs: [], outputs: [], facts: [{ label: 'Trees', value: '40' }], structure: [], featureUse: [], unsupported: [], security: [], edits: [] }
    const model = { model: 'model', name: 'now.pmml', size: 1, sha256: 'e'.repeat(64), card, scorable: true }
    const modelBefore = { ...model, name: 'before.json', sha256: 'f'.repeat(64), card: { ...card, facts: [{ label: 'Trees', value: '12' }] } }
    const { blocks } = changesSection(contextOf({ ...first, model, modelBefore }, info, renderRun))
    const text = JSON.stringify(blocks)
    expect(text).toContain('Inputs: the same. 1 other difference.')
    expect(text).toContain('["Trees","changed","12","40"]')
    expect(text).toContain('f'.repeat(64))
  })

  it('shows model, features, data, threshold, parameters and findings that differ', async () => {
    const earlier = await earlierOf(first)
    const [dataset] = first.datasets
    const now = {
      ...first, roles: { income: ['ignore'] as const, age: ['feature'] as const }, decision: { threshold: 0.3, favourable: 'below' as const },
      governance: { ...first.governance, modelVersion: '2' }, runs: first.runs.slice(0, 1).map((run) => ({ ...run, params: { bins: 20 } })),
      datasets: [{ ...dataset!, summary: { ...dataset!.summary, sha256: 'c'.repeat(64) } }, { ...dataset!, role: 'production' as const, period: '2026-10' }],
      findings: [finding('F-001', 'stability.psi/income', 'Income moved', 'closed'), finding('F-002', '', 'Typed by hand', 'confirmed'), finding('F-003', 'drift.ks/tenure', 'Tenure moved', 'proposed')],
    }
    const { facts, findings } = changesBetween(earlier, now)
    expect(facts.filter(({ kind }) => kind !== 'same').map(({ what, kind }) => [what, kind])).toEqual([
      ['Model version', 'added'], ['Feature age', 'added'], ['Feature income', 'removed'], ['Data production 2026-10', 'added'], ['Data test', 'changed'],
      ['Setting Favourable side', 'changed'], ['Setting Operating threshold', 'changed'], ['Parameters of performance.discrimination', 'changed'], ['Parameters of stability.psi', 'removed'],
    ])
    expect(findings.map(({ title, kind }) => [title, kind])).toEqual([['Income moved', 'closed since'], ['Typed by hand', 'reopened'], ['Tenure moved', 'new'], ['Age moved', 'not found again']])
    const draft = changesSection(contextOf({ ...now, earlier }, info, renderRun))
    expect(draft.status).toBe('tested')
    for (const expected of [earlier.packId, 'bins', 'closed since', 'was not proven']) expect(canonicalJson(draft.blocks)).toContain(expected)
  })
})
