import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, pPhrase } from '../../common/format'
import type { Calibration, Coverage } from './measure'

export interface Checked extends Coverage {
  readonly key: string
  readonly label: string
  readonly p: number
  readonly pAdjusted: number
  readonly verdict: Verdict
  readonly sizes: { readonly mean: number; readonly none: number; readonly one: number; readonly more: number } | null
}

export interface GroupCoverage extends Coverage {
  readonly column: string
  readonly group: string
}

export interface Detail {
  readonly task: string
  readonly level: number
  readonly delta: number
  readonly groupLimit: number | null
  readonly calibrated: string
  readonly calibration: Calibration
  readonly datasets: readonly Checked[]
  /** Groups of the half that was not calibrated on, worst covered first. */
  readonly groups: readonly GroupCoverage[]
  readonly decideLevel: number
  readonly below: readonly { readonly column: string; readonly group: string }[]
}

const shown = 12
const percent = (one: Coverage): string => `${formatPercent(one.share)} ${formatInterval(one.low, one.high, (value) => formatPercent(value))}`
const groupId = (one: { readonly column: string; readonly group: string }): string => `group/${idPart(one.column)}/${idPart(one.group)}`
const what = (detail: Detail): string => (detail.task === 'regression' ? `intervals of ±${formatNumber(detail.calibration.threshold)}` : `sets of classes with a probability of at least ${formatFixed(1 - detail.calibration.threshold)}`)

export function headlineOf(detail: Detail): string {
  const bad = detail.datasets.filter((one) => one.verdict === 'different').sort((a, b) => a.share - b.share)
  const first = bad[0]
  const worst = detail.groups[0]
  const group = worst === undefined ? '' : ` Of ${countOf(detail.groups.length, 'group')} the least covered is ${worst.column} = ${worst.group} with ${percent(worst)}.`
  if (first !== undefined) return `${formatPercent(detail.level, 0)} ${what(detail)} hold what happened for only ${percent(first)} of ${countOf(first.n, 'row')} of ${first.label} (adjusted ${pPhrase(first.pAdjusted)}).${group}`
  const least = detail.datasets.reduce((low, one) => (one.share < low.share ? one : low))
  return `${formatPercent(detail.level, 0)} ${what(detail)} hold what happened for at least ${percent(least)} of the rows (${least.label}); no dataset falls short beyond chance.${group}`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    { id: 'threshold', label: detail.task === 'regression' ? 'Half width of the intervals' : 'Largest 1 − probability of a class in the set', value: detail.calibration.threshold, n: detail.calibration.n, tolerance: 1e-6 },
    { id: 'expected', label: 'Coverage that these calibration rows promise', value: detail.calibration.a / (detail.calibration.n + 1), low: detail.calibration.low, high: detail.calibration.high, n: detail.calibration.n, tolerance: 1e-9 },
    ...detail.datasets.flatMap((one): readonly NamedValue[] => [
      { id: `coverage/${one.key}`, label: `Coverage, ${one.label}`, value: one.share, low: one.low, high: one.high, n: one.n, limit: detail.level - detail.delta, verdict: one.verdict, tolerance: 1e-9 },
      ...(one.sizes === null ? [] : [{ id: `set-size/${one.key}`, label: `Mean number of classes in the set, ${one.label}`, value: one.sizes.mean, n: one.n, tolerance: 1e-9 }]),
    ]),
    ...detail.groups.map((one): NamedValue => ({ id: groupId(one), label: `Coverage where ${one.column} = ${one.group}`, value: one.share, low: one.low, high: one.high, n: one.n, ...(detail.groupLimit === null ? {} : { limit: detail.groupLimit }), tolerance: 1e-9 })),
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const bad = detail.datasets.filter((one) => one.verdict === 'different' && one.share < detail.level - detail.delta).sort((a, b) => a.share - b.share)
  const first = bad[0]
  const groups = detail.below.map((one) => detail.groups.find((group) => group.column === one.column && group.group === one.group)!)
  return [
    ...(first === undefined ? [] : [{
      key: `coverage/${first.key}`,
      title: `${formatPercent(detail.level, 0)} ${detail.task === 'regression' ? 'intervals' : 'sets'} cover only ${formatPercent(first.share)} of ${first.label}`,
      severity: 'medium' as const,
      condition: `${formatPercent(detail.level, 0)} ${what(detail)}, calibrated on ${countOf(detail.calibration.n, 'row')} of ${detail.calibrated}, hold what happened for ${percent(first)} of ${countOf(first.n, 'row')} of ${first.label}, adjusted ${pPhrase(first.pAdjusted)}${bad.length > 1 ? `; ${countOf(bad.length - 1, 'other dataset')} fall short too` : ''}.`,
      criterion: `Coverage of at least ${formatPercent(detail.level - detail.delta)} wherever the model is used.`,
      consequence: 'Whatever margin is taken from tested errors is too small there; a change of performance or of the population in production shows itself here too.',
      recommendation: 'Calibrate on recent rows, and find out what changed: see drift and performance by window.',
      evidence: [`coverage/${first.key}`, 'expected', 'threshold'],
    }]),
    ...groups.map((group): FindingProposal => ({
      key: groupId(group),
      title: `Coverage is ${formatPercent(group.share)} where ${group.column} = ${group.group}`,
      severity: 'medium',
      condition: `${formatPercent(detail.level, 0)} ${what(detail)} hold what happened for ${percent(group)} of ${countOf(group.n, 'row')} with ${group.column} = ${group.group}.`,
      criterion: `Coverage of at least ${formatPercent(detail.groupLimit)} in every group.`,
      consequence: 'The stated certainty does not hold for this group.',
      recommendation: 'Calibrate by group, or state the certainty by group.',
      evidence: [groupId(group), 'expected'],
    })),
  ]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const lines = [...detail.datasets.slice(0, 20).map((one) => ({ ...one, name: one.label })), ...detail.groups.slice(0, shown).map((one) => ({ ...one, name: `${one.column} = ${one.group}` }))]
  const names = lines.map((line) => line.name)
  return [{
    id: 'coverage',
    title: headlineOf(detail),
    alt: `Coverage with 95 % interval against the level of ${formatPercent(detail.level, 0)}: ${lines.slice(0, 10).map((line) => `${line.name} ${formatPercent(line.share)}`).join('; ')}.`,
    plot: {
      x: { title: 'Rows covered', percent: true },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Coverage, 95 %', x: lines.map((line) => line.share), y: names, low: lines.map((line) => line.low), high: lines.map((line) => line.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'Level', x: detail.level, tone: 'reference' },
        { mark: 'rule', name: 'Limit', x: detail.level - detail.delta, tone: 'limit' },
      ],
      aspect: Math.min(1.2, 0.2 + 0.04 * lines.length),
    },
    table: cellTable(['Dataset or group', '>n', '>Coverage', '>95 % interval'], lines.map((line) => [line.name, formatCount(line.n), formatPercent(line.share), formatInterval(line.low, line.high, (value) => formatPercent(value))])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const { calibration } = detail
  return [
    ...opening(result),
    paragraph(`Calibrated on ${countOf(calibration.n, 'row')} of ${detail.calibrated}: these promise a coverage of ${formatPercent(calibration.a / (calibration.n + 1))}, and leave it between ${formatPercent(calibration.low)} and ${formatPercent(calibration.high)} with 95 % probability. Groups are of the other half; coverage is promised over all rows, not within each group.`),
    ...figureBlocks(figures(result)),
    tableBlock('Coverage by dataset', cellTable(
      ['Dataset', '>n', '>Coverage', '>95 % interval', '>p', '>Adjusted p', '>Mean set size', '>Empty', '>One class'],
      detail.datasets.slice(0, shown).map((one) => [one.label, formatCount(one.n), formatPercent(one.share), formatInterval(one.low, one.high, (value) => formatPercent(value)), formatP(one.p), formatP(one.pAdjusted), one.sizes === null ? absent : formatFixed(one.sizes.mean, 2), one.sizes === null ? absent : formatPercent(one.sizes.none), one.sizes === null ? absent : formatPercent(one.sizes.one)]),
    )),
    ...(detail.datasets.length > shown ? [paragraph(`${countOf(detail.datasets.length - shown, 'dataset')} more in the evidence.`)] : []),
    ...closing(result),
  ]
}
