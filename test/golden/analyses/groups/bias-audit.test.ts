import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import analysis from '../../../../shared/analyses/subpopulations/bias-audit.analysis'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeTable } from '../../../unit/analyses/build-input'
import { hasShared } from '../read-shared'

// The worked examples of 6 RCNY 5-301 (notice of adoption, April 2023).
const path = 'll144/dcwp_rule_examples.json'

interface Cell { readonly n: number; readonly selected?: number; readonly above_median_implied?: number; readonly rate: number; readonly ir: number; readonly published_ir: number; readonly below_2pct: boolean }
type Example = Readonly<Record<'sex' | 'race' | 'intersectional', Readonly<Record<string, Cell>>>>
interface Examples { readonly selection: Example; readonly scoring: Example; readonly unknown: { readonly selection: number; readonly scoring: number } }

const examples = (): Examples => JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../../../shared/data', path), 'utf8')) as Examples

/** People of a family as rows: a score of 1 for those chosen, 0 for the others; then those of unknown category. */
function people(family: Readonly<Record<string, Cell>>, unknown: number): { readonly names: (string | null)[]; readonly score: Float64Array } {
  const names: (string | null)[] = []
  const score: number[] = []
  for (const [category, cell] of Object.entries(family)) {
    const chosen = cell.selected ?? cell.above_median_implied!
    for (let person = 0; person < cell.n; person += 1) {
      names.push(category)
      score.push(person < chosen ? 1 : 0)
    }
  }
  for (let person = 0; person < unknown; person += 1) {
    names.push(null)
    score.push(0)
  }
  return { names, score: Float64Array.from(score) }
}

async function audit(columns: Readonly<Record<string, (string | null)[]>>, score: Float64Array, given: Record<string, unknown> = {}): Promise<AnalysisResult> {
  const table = makeTable(Object.entries(columns).map(([name, cells]) => categoryColumn(name, cells)))
  const input: AnalysisInput = {
    task: 'binary', classes: ['0', '1'], decision: { threshold: 0.5, favourable: 'above' }, model: null,
    roles: Object.fromEntries(Object.keys(columns).map((name) => [name, ['protected'] as const])), datasets: [makeDataset('test', table, { score })],
  }
  return analysis.compute(input, analysis.params.parse(given), { ...quietJob, rng: createRng(1, 'audit'), alpha: 0.05, score: null })
}

const value = (result: AnalysisResult, id: string): number | null => {
  const found = result.values.find((each) => each.id === id)
  if (found === undefined) throw new Error(`No value ${id}`)
  return found.value
}

describe.runIf(hasShared(path)).each(['selection', 'scoring'] as const)('the rule\'s worked example of the %s rate', (rate) => {
  it.each(['sex', 'race'] as const)('by %s, with those of unknown category apart', async (family) => {
    const { [rate]: example, unknown } = examples()
    const { names, score } = people(example[family], unknown[rate])
    // Unknown persons of the scoring example must not move the median: they sit on it.
    if (rate === 'scoring') score.fill(0.5, names.indexOf(null))
    const result = await audit({ [family]: names }, score, { rates: rate })
    expect(value(result, `unknown/${rate}/test/${family}`)).toBe(unknown[rate])
    for (const [category, cell] of Object.entries(example[family])) {
      expect(value(result, `rate/${rate}/test/${family}/${category}`)).toBeCloseTo(cell.rate, 14)
      expect(value(result, `ratio/${rate}/test/${family}/${category}`)).toBeCloseTo(cell.ir, 14)
    }
  })

  it('by sex with race/ethnicity', async () => {
    const example = examples()[rate].intersectional
    const { names, score } = people(example, 0)
    const split = (part: number): string[] => names.map((name) => name!.split(' ')[part]!)
    const result = await audit({ race: split(0), sex: split(1) }, score, { rates: rate })
    for (const [category, cell] of Object.entries(example)) {
      const id = `${rate}/test/intersectional/${category.split(' ').join(', ')}`
      expect(value(result, `rate/${id}`)).toBeCloseTo(cell.rate, 14)
      expect(value(result, `ratio/${id}`)).toBeCloseTo(cell.ir, 14)
    }
    expect(Object.keys(example)).toHaveLength(14)
  })

  it('leaves a category under 2 % out of the ratios only when asked, and still prints it', async () => {
    const { names, score } = people(examples().selection.race, 0)
    const result = await audit({ race: names }, score, { rates: 'selection', leaveOutSmall: true })
    const small = 'selection/test/race/Native American or Alaska Native'
    expect(value(result, `ratio/${small}`)).toBeNull()
    expect(value(result, `rate/${small}`)).toBeCloseTo(18 / 41, 14)
    const printed = JSON.stringify(analysis.section(result, analysis.params.parse({})))
    expect(printed).toContain('left out of the ratios, 5-301(d): 1.59 % of the rows, under 2 %')
    expect(printed).not.toMatch(/violat/i)
  })
})

describe('the highest rate', () => {
  it('is never that of a category left out', async () => {
    const result = await audit({ sex: [...Array.from({ length: 99 }, (_, i) => (i % 2 === 0 ? 'f' : 'm')), 'x'] }, Float64Array.from({ length: 100 }, (_, i) => (i % 4 === 0 || i === 99 ? 1 : 0)), { rates: 'selection', leaveOutSmall: true })
    expect(value(result, 'rate/selection/test/sex/x')).toBe(1)
    expect(value(result, 'ratio/selection/test/sex/f')).toBe(1)
  })
})
