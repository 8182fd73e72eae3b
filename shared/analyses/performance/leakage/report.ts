import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { dateText } from '../../../table/column-access'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatPercent, listWords } from '../../common/format'
import type { DateOrder } from './dates'
import type { InputStrength } from './inputs'
import type { SharedRows } from './shared-rows'

/** Identifiers or whole rows of a test dataset that development holds too. */
export interface OverlapCheck extends SharedRows {
  readonly key: string
  readonly what: string
  readonly dataset: string
  /** Lower end of the excess over what repeats within development. */
  readonly decideLow: number | null
}

export interface DateCheck extends DateOrder {
  readonly key: string
  readonly column: string
  readonly dataset: string
  readonly isDate: boolean
}

export interface Detail {
  readonly aucLimit: number
  readonly correlationLimit: number
  readonly sharedLimit: number
  readonly binary: boolean
  readonly dataset: string | null
  readonly inputs: readonly InputStrength[]
  readonly ids: readonly OverlapCheck[]
  readonly rows: readonly OverlapCheck[]
  readonly dates: readonly DateCheck[]
  readonly idFeatures: readonly string[]
}

/** A question with what raised it. */
type Question = Pick<FindingProposal, 'key' | 'title' | 'severity' | 'condition' | 'criterion' | 'evidence'>

const limitOf = (detail: Detail): number => (detail.binary ? detail.aucLimit : detail.correlationLimit)
const asked = (detail: Detail): readonly InputStrength[] => detail.inputs.filter((each) => each.decideLow > limitOf(detail) || each.equal === 1)
const strength = (each: InputStrength): string => `${each.measure} ${formatFixed(each.value)} ${formatInterval(each.low, each.high)}`
const when = (check: DateCheck, value: number): string => (check.isDate ? dateText(value).slice(0, 10) : formatNumber(value))
const half = 0.5

export function questionsOf(detail: Detail): readonly Question[] {
  return [
    ...asked(detail).map((each): Question => ({
      key: `input/${each.feature}`, title: each.equal === 1 ? `${each.feature} equals the outcome in every row` : `Does ${each.feature} know the outcome? ${each.measure} ${formatFixed(each.value)} alone`, severity: 'high',
      condition: `On ${countOf(each.n, 'row')} of ${detail.dataset ?? ''}, ${each.feature} alone gives the outcome with ${strength(each)}${each.equal === null || each.equal < 0.5 ? '' : `, and equals it in ${formatPercent(each.equal)} of the rows`}.`,
      criterion: `An input with a ${each.measure} above ${formatFixed(limitOf(detail), 2)} alone is rare without knowledge of the outcome and must be explained.`,
      evidence: [`input/${idPart(each.feature)}`],
    })),
    ...detail.idFeatures.map((name): Question => ({
      key: `id-feature/${name}`, title: `The identifier ${name} is a feature`, severity: 'medium', condition: `${name} has both the roles 'id' and 'feature'.`,
      criterion: 'An identifier says nothing about a case that will be true of the next one.', evidence: [`input/${idPart(name)}`].filter((id) => valuesOf(detail).some((value) => value.id === id)),
    })).filter((question) => question.evidence.length > 0),
    ...detail.ids.filter((check) => check.shared > 0).map((check): Question => ({
      key: `ids/${check.key}`, title: `${countOf(check.shared, 'row')} of ${check.dataset} ${check.shared === 1 ? 'has an identifier' : 'have identifiers'} of development`, severity: check.shared / check.testRows > 0.01 ? 'high' : 'medium',
      condition: `${countOf(check.shared, 'row')} of ${formatCount(check.testRows)} of ${check.dataset} (${formatPercent(check.shared / check.testRows, 2)}) have a ${check.what} that development holds too.`,
      criterion: 'No case is in both development and test.', evidence: [`ids/${check.key}`],
    })),
    ...detail.rows.filter((check) => check.decideLow !== null && check.decideLow > detail.sharedLimit).map((check): Question => ({
      key: `rows/${check.key}`, title: `${formatPercent(check.shared / check.testRows)} of the rows of ${check.dataset} are rows of development`, severity: 'high',
      condition: `${countOf(check.shared, 'row')} of ${formatCount(check.testRows)} of ${check.dataset} equal a row of development in every feature; within development ${formatPercent(check.twins / check.developmentRows)} of the rows repeat another.`,
      criterion: `Test rows known to development exceed what repeats within development by at most ${formatPercent(detail.sharedLimit)}.`, evidence: [`rows/${check.key}`, `twins/${check.key}`],
    })),
    ...detail.dates.filter((check) => check.before > half).map((check): Question => ({
      key: `dates/${check.key}`, title: `${check.dataset} is older than development`, severity: 'medium',
      condition: `${formatPercent(check.before)} of ${countOf(check.n, 'dated row')} of ${check.dataset} lie before ${when(check, check.developmentFirst)}, the first ${check.column} of development.`,
      criterion: 'A model is tested on cases as old as those of development, or later ones.', evidence: [`before/${check.key}`],
    })),
  ]
}

export function headlineOf(detail: Detail): string {
  const questions = questionsOf(detail)
  if (questions.length > 0) return `${countOf(questions.length, 'question')} about leakage: ${listWords(questions.map((question) => question.title))}.`
  const [most] = detail.inputs
  const parts = [
    ...(most === undefined ? [] : [`the strongest of ${countOf(detail.inputs.length, 'input')} alone is ${most.feature} with ${strength(most)} (n ${formatCount(most.n)})`]),
    ...(detail.ids.length === 0 ? [] : ['no identifier is shared by development and test']),
    ...(detail.rows.length === 0 ? [] : ['no more test rows are known to development than repeat within it']),
  ]
  return `No sign of leakage was found${parts.length === 0 ? '' : `: ${parts.join('; ')}`}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  const overlap = (kind: 'ids' | 'rows', check: OverlapCheck): readonly NamedValue[] => [
    { id: `${kind}/${check.key}`, label: `Rows of ${check.dataset} known to development by ${check.what}`, value: check.shared, n: check.testRows },
    ...(kind === 'ids' ? [] : [{ id: `twins/${check.key}`, label: `Rows of development that equal another in ${check.what}, seen beside ${check.dataset}`, value: check.twins, n: check.developmentRows }]),
  ]
  return [
    ...detail.inputs.flatMap((each): readonly NamedValue[] => [
      { id: `input/${idPart(each.feature)}`, label: `${each.measure} of ${each.feature} alone`, value: each.value, low: each.low, high: each.high, n: each.n, limit: limitOf(detail), tolerance: 1e-9 },
      ...(each.equal === null ? [] : [{ id: `equal/${idPart(each.feature)}`, label: `Share of rows in which ${each.feature} equals the outcome`, value: each.equal, n: each.n }]),
    ]),
    ...detail.ids.flatMap((check) => overlap('ids', check)), ...detail.rows.flatMap((check) => overlap('rows', check)),
    ...detail.dates.flatMap((check): readonly NamedValue[] => (['before', 'within', 'after'] as const).map((side) => ({ id: `${side}/${check.key}`, label: `Share of rows of ${check.dataset} ${side === 'within' ? 'within the dates' : side === 'before' ? 'before the first date' : 'after the last date'} of development, ${check.column}`, value: check[side], n: check.n }))),
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  return questionsOf(detailOf(result) as Detail).map((question) => ({
    ...question,
    consequence: 'If it is a leak, the performance shown will not be reached in use.',
    recommendation: 'Have the developer show when each input becomes known and how development and test were separated; measure again without it.',
  }))
}

const mostInputs = 12

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const shown = detail.inputs.slice(0, mostInputs)
  if (shown.length === 0) return []
  const names = shown.map((each) => each.feature)
  return [{
    id: 'inputs',
    title: `The strongest input alone is ${names[0]!}: ${strength(shown[0]!)}`,
    alt: `${shown[0]!.measure} of each input alone with 95 % intervals, with the limit at ${formatFixed(limitOf(detail), 2)}: ${shown.slice(0, 8).map((each) => `${each.feature} ${formatFixed(each.value)}`).join('; ')}.`,
    plot: {
      x: { title: `${shown[0]!.measure} of the input alone` },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: `${shown[0]!.measure}, 95 %`, x: shown.map((each) => each.value), y: names, low: shown.map((each) => each.low), high: shown.map((each) => each.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'To be explained above', x: limitOf(detail), tone: 'limit' },
      ],
      aspect: Math.min(1.2, 0.2 + 0.045 * names.length),
    },
    table: inputTable(detail),
  }]
}

function inputTable(detail: Detail): FigureSpec['table'] {
  return cellTable(['Input', 'Measure', '>n', '>Alone', '>95 % interval', '>Equals the outcome'], detail.inputs.slice(0, mostInputs).map((each) => [each.feature, each.measure, formatCount(each.n), formatFixed(each.value), formatInterval(each.low, each.high), formatPercent(each.equal)]))
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const overlaps = [...detail.ids, ...detail.rows]
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    ...(detail.inputs.length === 0 ? [] : [tableBlock(detail.inputs.length > mostInputs ? `The ${String(mostInputs)} strongest of ${countOf(detail.inputs.length, 'input')}, ${detail.dataset ?? ''}; all are in the evidence` : `Inputs alone, ${detail.dataset ?? ''}`, inputTable(detail))]),
    ...(overlaps.length === 0 ? [] : [tableBlock('Test rows that development knows', cellTable(['Dataset', 'Compared', '>Rows', '>Known to development', '>Share', '>Repeated within development'], overlaps.slice(0, mostInputs).map((check) => [
      check.dataset, check.what, formatCount(check.testRows), formatCount(check.shared), formatPercent(check.testRows === 0 ? null : check.shared / check.testRows, 2), formatPercent(check.developmentRows === 0 ? null : check.twins / check.developmentRows, 2),
    ])))]),
    ...(detail.dates.length === 0 ? [] : [tableBlock('Dates of test and development', cellTable(['Dataset', 'Column', 'Development', 'Test', '>Before', '>Within', '>After'], detail.dates.slice(0, mostInputs).map((check) => [
      check.dataset, check.column, `${when(check, check.developmentFirst)} to ${when(check, check.developmentLast)}`, `${when(check, check.testFirst)} to ${when(check, check.testLast)}`, formatPercent(check.before), formatPercent(check.within), formatPercent(check.after),
    ])))]),
    ...closing(result),
  ]
}
