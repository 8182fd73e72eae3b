import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, NamedValue, Verdict } from '../../../contract/analysis'
import type { Json } from '../../../contract/json'
import { detailOf } from '../../common/blocks'
import { datasetKey, datasetsOf, labelOf, referenceDataset } from '../../common/datasets'
import { confirmatoryFamily } from '../../common/ledger'
import { weightOf, weightsApplied, weightsMethod } from '../../common/weights'
import { classMix, mixChange, mixLevel } from './class-mix'
import { mixFigures, mixFindings, mixHeadline, mixSection, mixValues } from './class-report'
import type { MixDetail } from './class-report'
import { changeOf, levelOf } from './compare'
import type { LevelChange, TakeSample } from './compare'
import { figures, findings, headlineOf, section } from './report'
import type { Detail, LevelWords } from './report'

const params = z.strictObject({
  shareDelta: z.number().gt(0).lt(1).default(0.05).meta({ title: 'Change of a share that matters', description: 'As a share of rows: 0.05 is five percentage points.' }),
  meanDelta: z.number().gt(0).max(5).default(0.2).meta({ title: 'Change of a mean that matters', description: 'In standard deviations of the reference.' }),
})
type Params = z.infer<typeof params>

/** What tells one level analysis from another. */
export interface LevelAnalysis extends Pick<Analysis, 'id' | 'title' | 'answers' | 'method' | 'references'> {
  readonly needs: Pick<Analysis['needs'], 'tasks' | 'columns' | 'scores'>
  readonly words: LevelWords
  /** How the level of a dataset is taken; depends on task and decision only. */
  take(input: AnalysisInput): TakeSample
  /** The classes of a dataset in a review of several classes; null where it has none. */
  classes(dataset: AnalysisDataset): Float64Array | null
}

/** Windows with a sample: production, and test where there is no production with one. */
function windowsOf(input: AnalysisInput, reference: AnalysisDataset, take: (dataset: AnalysisDataset) => unknown): readonly AnalysisDataset[] {
  const taken = (role: AnalysisDataset['role']): readonly AnalysisDataset[] => datasetsOf(input, role).filter((dataset) => dataset !== reference && typeof take(dataset) !== 'string')
  const production = taken('production')
  return production.length > 0 ? production : taken('test')
}

/** An analysis that follows one share or mean of the datasets over the windows, against the reference. */
export function levelAnalysis(spec: LevelAnalysis): Analysis<Params> {
  const inapplicable = (input: AnalysisInput): string | null => {
    const reference = referenceDataset(input)
    if (reference === null) return 'The review has neither a development dataset nor a test dataset.'
    const take = input.task === 'multiclass' ? classesOf(spec) : spec.take(input)
    const own = take(reference)
    if (typeof own === 'string') return `The reference, ${labelOf(reference)}: ${own}.`
    return windowsOf(input, reference, take).length > 0 ? null : `No window beside the reference ${spec.words.lacking}.`
  }
  return {
    ...spec,
    version: 1,
    group: 'drift',
    needs: { ...spec.needs, datasets: [['development', 'test'], ['production', 'test']], minimumRows: 30, threshold: false },
    tests: true,
    seconds: 0.1,
    params,
    method: [...spec.method, weightsMethod],
    inapplicable,
    compute: (input, given, context) => Promise.resolve().then(() => (input.task === 'multiclass' ? computeClasses : compute)(spec, input, given, context)),
    findings: (result) => (ofClasses(result) ? mixFindings : findings)(spec.words, result),
    figures: (result) => (ofClasses(result) ? mixFigures : figures)(spec.words, result),
    section: (result) => (ofClasses(result) ? mixSection : section)(spec.words, result),
  }
}

const ofClasses = (result: AnalysisResult): boolean => (detailOf(result) as Detail | MixDetail).kind === 'classes'
const classesOf = (spec: LevelAnalysis) => (dataset: AnalysisDataset): Float64Array | string => {
  const classes = spec.classes(dataset)
  return classes?.some((each) => !Number.isNaN(each)) === true ? classes : `it ${spec.words.lacks}`
}

/** Several classes: how the rows fall on them, window by window. */
function computeClasses(spec: LevelAnalysis, input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const checkpoint = (): void => context.checkpoint()
  const take = classesOf(spec)
  const reference = referenceDataset(input)!
  const windows = windowsOf(input, reference, take)
  const mixes = new Map([reference, ...windows].map((dataset) => { checkpoint(); return [dataset, classMix(spec.classes(dataset)!, input.classes.length, weightOf(dataset))] as const }))
  const changes = windows.flatMap((window) => mixChange(mixes.get(reference)!, mixes.get(window)!, datasetKey(input, window), labelOf(window), context.rng.fork(datasetKey(input, window)), checkpoint) ?? [])
  const tests = confirmatoryFamily(spec.id, changes.map((change) => ({ id: `level/${change.key}`, label: `${spec.words.classes} in ${change.label} distributed as in the reference`, test: change.test, p: change.p, n: change.n + mixes.get(reference)!.n })))
  const detail: MixDetail = {
    kind: 'classes', alpha: context.alpha, delta: given.shareDelta, labels: input.classes,
    reference: mixLevel(mixes.get(reference)!, 'reference', labelOf(reference)),
    windows: changes.map((change, index) => {
      const { pAdjusted } = tests[index]!
      const verdict: Verdict = change.differences.every(({ low, high }) => low > -given.shareDelta && high < given.shareDelta) ? 'equivalent' : pAdjusted < context.alpha ? 'different' : 'inconclusive'
      return { ...change, pAdjusted, verdict }
    }),
  }
  return {
    headline: mixHeadline(spec.words, detail),
    verdict: overall(detail.windows.map((window) => window.verdict)),
    values: mixValues(spec.words, detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: [...mixes.values()].reduce((total, mix) => total + mix.n, 0),
    rowsTotal: [...mixes.keys()].reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: weightsApplied(input, [...mixes.keys()]),
    notTested: input.datasets.flatMap((dataset) => {
      const taken = take(dataset)
      if (typeof taken === 'string') return [`${labelOf(dataset)}: ${taken}.`]
      return windows.includes(dataset) && !changes.some((change) => change.key === datasetKey(input, dataset)) ? [`${labelOf(dataset)}: no rows, or a single class.`] : []
    }),
  }
}

const overall = (verdicts: readonly Verdict[]): Verdict => (verdicts.length === 0 ? 'described' : verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent')

/** Takes each dataset's sample once. */
function remember(take: TakeSample, checkpoint: () => void): TakeSample {
  const taken = new Map<AnalysisDataset, ReturnType<TakeSample>>()
  return (dataset) => {
    const known = taken.get(dataset)
    if (known !== undefined) return known
    checkpoint()
    const sample = take(dataset)
    taken.set(dataset, sample)
    return sample
  }
}

function compute(spec: LevelAnalysis, input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const reference = referenceDataset(input)!
  const take = remember(spec.take(input), () => context.checkpoint())
  const basis = take(reference)
  if (typeof basis === 'string') throw new Error(`The reference has no sample: ${basis}.`)
  const windows = windowsOf(input, reference, take)
  const notTested: string[] = input.datasets.flatMap((dataset) => {
    const sample = take(dataset)
    return typeof sample === 'string' ? [`${labelOf(dataset)}: ${sample}.`] : []
  })
  const changes: LevelChange[] = []
  for (const window of windows) {
    context.checkpoint()
    const sample = take(window)
    const change = typeof sample === 'string' ? null : changeOf(basis, sample, datasetKey(input, window), labelOf(window))
    if (change === null) notTested.push(`${labelOf(window)}: too few rows, or no spread in the reference.`)
    else changes.push(change)
  }
  const tests = confirmatoryFamily(spec.id, changes.map((change) => ({ id: `level/${change.key}`, label: `${spec.words.quantity} in ${change.label} as in the reference`, test: change.test, p: change.p, n: change.n + change.nReference })))
  const delta = basis.kind === 'share' ? given.shareDelta : given.meanDelta
  const detail: Detail = {
    alpha: context.alpha, delta, kind: basis.kind,
    reference: levelOf(basis, 'reference', labelOf(reference)),
    windows: changes.map((change, index) => {
      const pAdjusted = tests[index]!.pAdjusted
      const verdict: Verdict = change.effectLow > -delta && change.effectHigh < delta ? 'equivalent' : pAdjusted < context.alpha ? 'different' : 'inconclusive'
      return { ...change, pAdjusted, verdict }
    }),
  }
  return {
    headline: headlineOf(spec.words, detail),
    verdict: overall(detail.windows.map((window) => window.verdict)),
    values: valuesOf(spec.words, detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: (detail.reference?.n ?? 0) + changes.reduce((total, change) => total + change.n, 0),
    rowsTotal: reference.table.rows + windows.reduce((total, window) => total + window.table.rows, 0),
    warnings: weightsApplied(input, [reference, ...windows]),
    notTested,
  }
}

function valuesOf(words: LevelWords, detail: Detail): readonly NamedValue[] {
  const levels = [...(detail.reference === null ? [] : [detail.reference]), ...detail.windows]
  return [
    ...levels.map((level): NamedValue => ({ id: `level/${level.key}`, label: `${words.quantity}, ${level.label}`, value: level.value, low: level.low, high: level.high, n: level.n, tolerance: 1e-12 })),
    ...detail.windows.map((window): NamedValue => ({ id: `change/${window.key}`, label: `${words.quantity} less that of the reference, ${window.label}${detail.kind === 'mean' ? ' (reference SD)' : ''}`, value: window.effect, low: window.effectLow, high: window.effectHigh, n: window.n, limit: detail.delta, verdict: window.verdict, tolerance: 1e-12 })),
  ]
}
