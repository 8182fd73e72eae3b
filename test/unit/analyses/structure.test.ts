import { describe, expect, it } from 'vitest'
import type { Analysis, AnalysisInput } from '../../../shared/contract/analysis'
import { CancelledError } from '../../../shared/contract/errors'
import type { Block, FigureSpec, Mark } from '../../../shared/contract/figure'
import { quietJob } from '../../../shared/contract/job'
import { canonicalJson } from '../../../shared/contract/json'
import { whyNotApplicable } from '../../../shared/analyses/applicability'
import { jsonSafeResult } from '../../../shared/analyses/json-safe'
import { analyses, analysisById } from '../../../shared/analyses/registry'
import { palettes } from '../../../shared/figures/theme'
import { createRng } from '../../../shared/stats/rng'
import { makeInput, makeMulticlassInput, makeRegressionInput, scoreTable, shuffleRows, withArms, withDates } from './build-input'

/** Something planted for everything to find, so that findings and their figures are looked at too. */
const binary = makeInput({ rows: 1200, planted: { income: 1.6, boats: 40, weakRegion: 'east', missingIncome: 0.2 } })
const multiclass = makeMulticlassInput({ rows: 600, planted: { income: 1.4 } })
const regression = makeRegressionInput({ rows: 400, planted: { income: 1.4 } })
/** Recorded predictions of another model, for what compares two. */
const rivals: AnalysisInput = { ...binary, datasets: binary.datasets.map((dataset) => ({ ...dataset, recorded: dataset.score!.map((score) => score ** 2) })) }
/** Production with outcomes, for what follows performance. */
const followed = makeInput({ rows: 1200, labelled: true, planted: { income: 1.6, weakRegion: 'east' } })
const arms = withArms(binary, 0.1)
const dated = withDates(regression)
const inputFor = (analysis: Analysis): AnalysisInput => [binary, followed, regression, rivals, multiclass, arms, dated].find((input) => whyNotApplicable(analysis, input) === null) ?? binary

function run(analysis: Analysis, input: AnalysisInput, seed = 1, checkpoint: () => void = () => undefined): ReturnType<Analysis['compute']> {
  const params = analysis.params.parse({})
  return analysis.compute(input, params, { ...quietJob, checkpoint, rng: createRng(seed, analysis.id), alpha: 0.01, score: (table) => Promise.resolve(scoreTable(table)) })
}

function marksOf(mark: Mark): number {
  if (mark.mark === 'rule') return 1
  return mark.mark === 'heatmap' ? mark.z.reduce((total, row) => total + row.length, 0) : mark.x.length
}

/** How each named line of a figure of few looks; of more lines than there are looks, some must be alike. */
function lookOfLines({ plot }: FigureSpec): readonly string[] {
  const { tones } = palettes.light
  const lines = plot.marks.flatMap((mark) => (mark.mark === 'line' || mark.mark === 'step' ? [mark] : []))
  const names = [...new Set(lines.map(({ name }) => name))]
  if (names.length > 5) return []
  return names.flatMap((name) => lines.find((line) => line.name === name) ?? []).map(({ tone, dashed }) => `${tones[tone].color} ${dashed === true ? 'dash' : tones[tone].dash}`)
}

describe('the registry', () => {
  it('holds analyses with distinct ids that begin with their group', () => {
    expect(analyses.length).toBeGreaterThanOrEqual(8)
    for (const analysis of analyses) {
      expect(analysis.id).toMatch(new RegExp(`^${analysis.group}\\.[a-z][a-z-]*$`))
      expect(analysisById(analysis.id)).toBe(analysis)
    }
  })
})

describe.each(analyses.map((analysis) => [analysis.id, analysis] as const))('%s', (_, analysis) => {
  const input = inputFor(analysis)

  it('applies to one of the inputs of these tests', () => {
    expect(whyNotApplicable(analysis, input)).toBeNull()
  })

  it('has parameters with defaults, titles and no unknown members', () => {
    expect(() => analysis.params.parse({})).not.toThrow()
    expect(() => analysis.params.parse({ nonsense: 1 })).toThrow()
    expect(canonicalJson(analysis.params.parse({}))).toBeTypeOf('string')
  })

  it('says how it computes and where that comes from', () => {
    expect(analysis.method.length).toBeGreaterThan(0)
    expect(analysis.references.length).toBeGreaterThan(0)
    expect(analysis.answers.endsWith('?')).toBe(true)
    for (const sentence of analysis.method) expect(sentence).toMatch(/[.?]$/)
  })

  it('gives the same bytes with the same seed, as canonical JSON that clones', async () => {
    const first = jsonSafeResult(await run(analysis, input))
    const second = jsonSafeResult(await run(analysis, input))
    expect(canonicalJson(second)).toBe(canonicalJson(first))
    expect(structuredClone(first)).toEqual(first)
    expect(first.warnings.filter((warning) => warning.startsWith('Not finite'))).toEqual([])
  })

  it('gives the same numbers whatever the order of rows and levels', async () => {
    const first = jsonSafeResult(await run(analysis, input))
    const second = jsonSafeResult(await run(analysis, shuffleRows(input, 5)))
    expect(second.values).toEqual(first.values)
    expect(second.tests).toEqual(first.tests)
    expect(second.headline).toBe(first.headline)
    expect(second.verdict).toBe(first.verdict)
  })

  it('stops at a checkpoint', async () => {
    let calls = 0
    const stop = (): void => {
      calls += 1
      if (calls > 1) throw new CancelledError()
    }
    await expect(run(analysis, input, 1, stop)).rejects.toThrow(CancelledError)
  })

  it('names every value and test once, and findings rest on values that exist', async () => {
    const result = jsonSafeResult(await run(analysis, input))
    const ids = result.values.map((value) => value.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(result.tests.map((test) => test.id)).size).toBe(result.tests.length)
    if (!analysis.tests) expect(result.tests).toEqual([])
    for (const test of result.tests) {
      expect(test.p).toBeGreaterThanOrEqual(0)
      expect(test.pAdjusted).toBeGreaterThanOrEqual(test.p)
      expect(test.pAdjusted).toBeLessThanOrEqual(1)
    }
    for (const proposal of analysis.findings(result, analysis.params.parse({}))) {
      expect(proposal.evidence.length).toBeGreaterThan(0)
      for (const id of proposal.evidence) expect(ids).toContain(id)
    }
    expect(result.rowsUsed).toBeLessThanOrEqual(result.rowsTotal)
  })

  it('draws figures that speak for themselves and are not too heavy', async () => {
    const result = jsonSafeResult(await run(analysis, input))
    const figures: readonly FigureSpec[] = analysis.figures(result)
    expect(new Set(figures.map((figure) => figure.id)).size).toBe(figures.length)
    for (const figure of figures) {
      expect(figure.title.length).toBeGreaterThan(10)
      expect(figure.alt.length).toBeGreaterThan(20)
      expect(new Set(lookOfLines(figure)).size, `lines of ${figure.id} that look alike`).toBe(lookOfLines(figure).length)
      expect(figure.table.rows.length).toBeGreaterThan(0)
      for (const row of figure.table.rows) expect(row.length).toBe(figure.table.columns.length)
      expect(figure.plot.marks.reduce((total, mark) => total + marksOf(mark), 0)).toBeLessThanOrEqual(20_000)
      expect(canonicalJson(figure)).not.toContain('NaN')
    }
  })

  it('writes a section that opens with the headline and prints no broken number', async () => {
    const result = jsonSafeResult(await run(analysis, input))
    const blocks: readonly Block[] = analysis.section(result, analysis.params.parse({}))
    expect(blocks[0]).toEqual({ block: 'paragraph', text: result.headline })
    for (const block of blocks) {
      if (block.block === 'table') for (const row of block.table.rows) expect(row.length).toBe(block.table.columns.length)
    }
    expect(canonicalJson(blocks)).not.toMatch(/NaN|Infinity|undefined|\[object/)
    expect(canonicalJson(analysis.findings(result, analysis.params.parse({})))).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })
})
