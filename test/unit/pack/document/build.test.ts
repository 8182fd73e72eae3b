import { describe, expect, it } from 'vitest'
import type { Block } from '../../../../shared/contract/figure'
import { canonicalJson } from '../../../../shared/contract/json'
import { sectionOfAnalysis } from '../../../../shared/pack/document/analysis-sections'
import { buildPackDocument } from '../../../../shared/pack/document/build'
import { bestOpinion, isMoreFavourable } from '../../../../shared/pack/document/roll-up'
import type { PackDocument } from '../../../../shared/pack/document/types'
import type { ReviewState } from '../../../../shared/review/state'
import { info, renderRun, review } from '../../../fixtures/pdf/review-case'

const full = buildPackDocument(review, info, renderRun)
const empty: ReviewState = {
  ...review, model: null, datasets: [], roles: {}, runs: [], superseded: [], notRun: [], ranWith: '', findings: [], notes: {}, opinion: { verdict: 'none', text: '' },
  governance: { ...review.governance, modelName: '', modelVersion: '', owner: '', developer: '', purpose: '', use: '', tier: 'unrated', probability: null, impact: null, reviewer: '', organisation: '', independence: '', scope: '', exclusions: '', limitations: '', conditions: '', monitoring: '', nextReview: '', challenges: [] },
}

const section = (pack: PackDocument, id: string): PackDocument['sections'][number] => {
  const found = pack.sections.find((candidate) => candidate.id === id)
  if (found === undefined) throw new Error(`No section ${id}`)
  return found
}
const words = (blocks: readonly Block[]): string => canonicalJson(blocks)

const outside: ReviewState['externalRuns'][number] = {
  program: '/usr/bin/java', programSha256: 'a'.repeat(64), args: [], ended: 'exited', exitCode: 0, signal: null, milliseconds: 5, unchanged: true, environment: ['PATH'],
  rows: { sha256: 'b'.repeat(64), size: 1 }, predictions: null, dataset: { name: 'test.csv', sha256: 'c'.repeat(64) }, columns: ['income'],
}

describe('buildPackDocument', () => {
  it('marks what left the sandbox, and says nothing of it where nothing did', () => {
    const pack = buildPackDocument({ ...review, externalRuns: [outside] }, info, renderRun)
    expect(words(section(pack, 'scope').blocks)).toContain('External scorer: left the sandbox')
    expect(words(section(pack, 'inventory').blocks)).toContain('run outside the sandbox; section 3')
    expect(words(full.sections.flatMap(({ blocks }) => blocks))).not.toContain('outside the sandbox')
  })

  it('has the thirty sections under their fixed numbers, whatever the review holds', () => {
    for (const pack of [full, buildPackDocument(empty, { ...info, signatures: [], files: [], rulePacks: [] }, renderRun)]) {
      expect(pack.sections.map((part) => part.number)).toEqual(Array.from({ length: 30 }, (_, i) => String(i + 1)))
      expect(new Set(pack.sections.map((part) => part.id)).size).toBe(30)
      for (const part of pack.sections) expect(part.basis).not.toBe('')
    }
    expect([section(full, 'findings').number, section(full, 'signoff').number, section(full, 'glossary').number]).toEqual(['21', '27', '30'])
  })

  it('says of an empty review that nothing was tested', () => {
    const pack = buildPackDocument(empty, { ...info, signatures: [], files: [], rulePacks: [] }, renderRun)
    expect(pack.sections.filter((part) => part.status === 'tested')).toEqual([])
    expect(words(pack.executive)).toContain('not tested')
    expect(words(pack.executive)).toContain('No opinion given')
  })

  it('gives the reason of an analysis that did not run in its own section', () => {
    const part = section(full, 'calibration')
    expect(part.status).toBe('not-tested')
    expect(words(part.blocks)).toContain('No dataset holds an outcome column')
  })

  it('prints every run once with its record, and its method in the glossary', () => {
    const text = words(full.sections.flatMap((part) => part.blocks))
    for (const run of review.runs) {
      const part = section(full, sectionOfAnalysis(run.analysis))
      expect(part.status).toBe('tested')
      expect(words(part.blocks)).toContain(run.id.slice(0, 16))
      expect(words(section(full, 'reproducibility').blocks)).toContain(run.id)
      expect(words(section(full, 'glossary').blocks)).toContain(`Analysis ${run.analysis}`)
    }
    expect(text.split('"block":"figure"')).toHaveLength(review.runs.length + 1)
  })

  it('prints every input hash in full, all findings with the dismissed one’s reason, and all planned signatures', () => {
    const annex = words(section(full, 'reproducibility').blocks)
    for (const dataset of review.datasets) expect(annex).toContain(dataset.summary.sha256)
    expect(annex).toContain(review.model!.sha256)
    const ledger = words(section(full, 'findings').blocks)
    for (const finding of review.findings) expect(ledger).toContain(finding.id)
    expect(ledger).toContain('holds a campaign')
    for (const signature of info.signatures) expect(words(section(full, 'signoff').blocks)).toContain(signature.field)
  })

  it('counts all tests by family, with the hypothesis nearest to falling, and says where each one is', () => {
    const annex = words(section(full, 'reproducibility').blocks)
    const tests = review.runs.reduce((sum, run) => sum + run.result.tests.length, 0)
    expect(annex).toContain(`${tests} hypothesis tests were run`)
    const many = { ...review, runs: review.runs.map((run) => ({ ...run, result: { ...run.result, tests: Array.from({ length: 1000 }, (_, k) => ({ ...run.result.tests[0]!, id: `t${k}`, method: 'holm' as const, confirmatory: true })) } })) }
    expect(words(section(buildPackDocument(many, info, renderRun), 'reproducibility').blocks)).toMatch(/"1,000","[^"]+","[^"]+; holm, confirmatory"/)
    expect(annex).toContain('is in results.json under the run it belongs to')
    expect(annex).toContain('but for raisedAt')
  })

  it('warns where the opinion is better than the open findings allow', () => {
    expect(words(full.executive)).toContain('more favourable')
    expect(words(buildPackDocument({ ...review, opinion: { verdict: 'limited-use', text: '' } }, info, renderRun).executive)).not.toContain('more favourable')
  })

  it('prints a reviewer’s note in the section it is kept under', () => {
    const noted = buildPackDocument({ ...review, notes: { vendor: 'The vendor refused the training data.' } }, info, renderRun)
    expect(section(noted, 'vendor').status).toBe('stated')
    expect(words(section(noted, 'vendor').blocks)).toContain('refused the training data')
  })

  it('says what could not be looked into where there is no artifact, and nothing of it where there is one', () => {
    expect(words(section(buildPackDocument({ ...review, model: null }, info, renderRun), 'vendor').blocks)).toContain('every number rests on recorded predictions')
    expect(words(section(full, 'vendor').blocks)).not.toContain('every number rests on recorded predictions')
  })

  it('counts the open findings as risks where nobody answers for one, and lists them where somebody does', () => {
    const base = { ...review.findings[0]!, owner: '', response: { kind: 'none' as const, text: '', by: '', date: '' }, status: 'confirmed' as const }
    const risks = (findings: ReviewState['findings']): string => words(section(buildPackDocument({ ...review, findings }, info, renderRun), 'risks').blocks)
    expect(risks([{ ...base, severity: 'high' }, { ...base, id: 'F-900', severity: 'low' }])).toContain('1 high, 1 low. None has a control, a response or an owner.')
    expect(risks([{ ...base, owner: 'Grace Hopper' }])).toContain('Open findings as risks')
  })

  it('names the gravest findings on the first page, seven at most', () => {
    const named = (count: number): number => words(buildPackDocument({ ...review, findings: Array.from({ length: count }, (_, i) => ({ ...review.findings[0]!, id: `F-${i + 101}`, severity: 'high', status: 'confirmed' })) }, info, renderRun).executive).split('High, F-').length - 1
    expect([1, 7, 8].map(named)).toEqual([1, 7, 6])
  })

  it('gives the same document for the same review', () => {
    expect(canonicalJson(buildPackDocument(review, info, renderRun))).toBe(canonicalJson(full))
  })
})

describe('roll-up', () => {
  const at = (severity: 'critical' | 'high' | 'medium' | 'low', status: 'confirmed' | 'closed' | 'dismissed' | 'proposed') => ({ ...review.findings[0]!, severity, status })
  it('follows the printed rule', () => {
    expect(bestOpinion([])).toBe('approved')
    expect(bestOpinion([at('low', 'confirmed')])).toBe('approved')
    expect(bestOpinion([at('medium', 'proposed')])).toBe('approved-with-conditions')
    expect(bestOpinion([at('high', 'confirmed'), at('critical', 'closed')])).toBe('limited-use')
    expect(bestOpinion([at('critical', 'confirmed')])).toBe('not-approved')
    expect(bestOpinion([at('critical', 'dismissed')])).toBe('approved')
    expect(isMoreFavourable('none', 'not-approved')).toBe(false)
    expect(isMoreFavourable('retire', 'not-approved')).toBe(false)
  })
})

describe('sectionOfAnalysis', () => {
  it.each([['stability.re-performance', 'reperformance'], ['performance.binary', 'discrimination'], ['performance.calibration', 'calibration'], ['subpopulations.impact-ratio', 'fairness'], ['subpopulations.group-performance', 'subpopulations'], ['stability.perturbation', 'robustness'], ['drift.univariate', 'drift'], ['comparison.paired', 'comparison'], ['explanation.permutation', 'explanation'], ['something.else', 'robustness']])('%s is printed under %s', (id, expected) => {
    expect(sectionOfAnalysis(id)).toBe(expected)
  })
})
