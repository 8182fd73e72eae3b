import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rulePacks, rulePacksOf } from '../../../../renderer/packing/rule-packs'
import { canonicalJson, sha256Hex } from '../../../../shared/contract/json'
import { buildPackDocument } from '../../../../shared/pack/document/build'
import { packSections } from '../../../../shared/pack/document/section-list'
import { sectionStates } from '../../../../shared/pack/document/section-states'
import { appliedRulePacks, readRulePacks, rulePackFiles } from '../../../../shared/pack/rules/rule-pack'
import { info, renderRun, review } from '../../../fixtures/pdf/review-case'
import { sampleEvidence, sampleReview } from '../support/review'

const folder = resolve(import.meta.dirname, '../../../../resources/rule-packs')
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

describe('the rule packs', () => {
  it('are all in the registry, each under the name of its file', () => {
    expect(rulePacks.map(({ id }) => `${id}.json`).toSorted()).toEqual(files.toSorted())
    for (const name of files) expect((JSON.parse(readFileSync(join(folder, name), 'utf8')) as { id: string }).id).toBe(name.replace('.json', ''))
  })

  it('state a date, a status and where each statement comes from, and speak of no violation', () => {
    for (const pack of rulePacks) {
      expect(pack.asOf).toBe('2026-11')
      expect(canonicalJson(pack.screens.map(({ rule }) => rule))).not.toMatch(/violat|illegal|complian/iu)
    }
    expect(rulePacks.find(({ id }) => id === 'us-sr-11-7-legacy')!.status).toMatchObject({ state: 'rescinded', text: expect.stringContaining('17 April 2026') as string })
    expect(canonicalJson(rulePacks.find(({ id }) => id === 'us-nyc-ll144')!.screens)).toBe('[]')
  })

  it('map Annex IV in full', () => {
    const clauses = rulePacks.find(({ id }) => id === 'eu-ai-act-annex-iv')!.clauses.map(({ id }) => id)
    expect(clauses).toEqual(['IV 1', ...'abcdefgh'.split('').map((letter) => `IV 2(${letter})`), ...[3, 4, 5, 6, 7, 8, 9].map((n) => `IV ${n}`)])
  })

  it('refuse what is not a rule pack', () => {
    const [first] = rulePacks
    expect(() => readRulePacks([{ ...first!, asOf: 'lately' }])).toThrow('asOf')
    expect(() => readRulePacks([{ ...first!, clauses: [{ id: 'x', asks: 'y', mark: 'P', sections: ['nowhere'] }] }])).toThrow('not a section')
    expect(() => readRulePacks([first, first])).toThrow('Two rule packs')
    expect(() => appliedRulePacks(rulePacks, ['us-sr-99'])).toThrow('no rule pack "us-sr-99"')
  })
})

describe('a review with rule packs', () => {
  it('applies the neutral one when it chooses none, and each once', () => {
    expect(rulePacksOf([]).map(({ id }) => id)).toEqual(['neutral'])
    expect(rulePacksOf(['uk-ss1-23', 'uk-ss1-23']).map(({ id }) => id)).toEqual(['uk-ss1-23'])
  })

  it('attaches them under the hash that is printed, and names them in the manifest', () => {
    const applied = rulePacksOf(['us-banks-sr-26-2', 'us-nyc-ll144'])
    for (const [i, file] of rulePackFiles(applied).entries()) expect(sha256Hex(file.bytes)).toBe(applied[i]!.sha256)
    const { manifest, attachments } = sampleEvidence({ rulePacks: applied, review: { ...sampleReview(), leftOut: ['fairness', 'opinion'] } })
    expect(manifest.predicate.rulePacks).toEqual(applied.map(({ id, asOf, sha256 }) => ({ id, asOf, sha256 })))
    expect(manifest.predicate.leftOut).toEqual(['fairness'])
    expect(attachments.map(({ name }) => name)).toContain('rule-pack-us-nyc-ll144.json')
  })

  it('prints hash, date, status and where each clause is answered', () => {
    const applied = rulePacksOf(['us-sr-11-7-legacy', 'eu-ai-act-annex-iv', 'neutral'])
    const pack = buildPackDocument(review, { ...info, rulePacks: applied }, renderRun)
    const text = canonicalJson(pack.sections.find(({ id }) => id === 'rules')!.blocks)
    for (const { sha256, asOf, title } of applied) for (const expected of [sha256, asOf, title]) expect(text).toContain(expected)
    for (const expected of ['rescinded', 'not yet in force', '8 tested', 'outside what an offline review can show', 'impact ratio below 0.80', '29 CFR 1607.4(D)']) expect(text).toContain(expected)
  })
})

describe('sections', () => {
  it('are listed as they are built', () => {
    const built = buildPackDocument(review, info, renderRun).sections
    expect(built.map(({ id, title, number }) => [id, title, number])).toEqual(packSections.map(({ id, title }, i) => [id, title, String(i + 1)]))
  })

  it('are shown as they would come out now', () => {
    const states = sectionStates(review, { signatures: info.signatures, rulePacks: rulePacksOf([]) })
    const built = buildPackDocument(review, { ...info, rulePacks: rulePacksOf([]) }, renderRun).sections
    expect(states.map(({ id, status }) => [id, status])).toEqual(built.map(({ id, status }) => [id, status]))
  })

  it('that are left out keep number and heading and are named on the first page; required ones stay', () => {
    const pack = buildPackDocument({ ...review, leftOut: ['comparison', 'findings'] }, info, renderRun)
    const [comparison, findings] = ['comparison', 'findings'].map((id) => pack.sections.find((part) => part.id === id)!)
    expect(comparison).toMatchObject({ status: 'left-out', number: '17' })
    expect(canonicalJson(comparison!.blocks)).toContain('Left out by the reviewer')
    expect(findings!.status).not.toBe('left-out')
    expect(canonicalJson(pack.executive)).toContain('Left out of the print by the reviewer: Benchmark')
  })
})
