import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import { assertNever } from '../../../contract/errors'
import type { Block } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, listWords } from '../../common/format'
import { figures } from './figures'
import { amountOf } from './unit'
import type { Detail, Global } from './types'

/** How the contributions were had, in words. */
export function methodWords(detail: Pick<Detail, 'method' | 'background' | 'backgroundRows'>): string {
  switch (detail.method) {
    case 'tree-path-dependent': return 'exact TreeSHAP, path-dependent (training weights held in the trees)'
    case 'tree-interventional': return `exact TreeSHAP, interventional (${countOf(detail.backgroundRows, 'background row')} of ${detail.background})`
    case 'linear': return `exact, linear model (mean of ${countOf(detail.backgroundRows, 'background row')} of ${detail.background})`
    case 'sampling': return `permutation sampling (${countOf(detail.backgroundRows, 'antithetic pair')} of orders, as many background rows of ${detail.background})`
    default: return assertNever(detail.method)
  }
}

export function headlineOf(detail: Detail): string {
  const { audit } = detail
  if (audit.refused !== null) return `The explanation is refused: ${audit.refused}.`
  const [first, ...rest] = detail.global
  if (first === undefined || first.value === 0) return 'The score does not depend on any feature.'
  const others = rest.slice(0, 2).filter((one) => one.value > 0).map((one) => `${one.feature} (${formatNumber(one.value, 3)})`)
  return `${first.feature} moves the score most, by ${amountOf(first.value, detail.unit)} on average${others.length === 0 ? '' : `, before ${listWords(others)}`}; contributions add up on all ${countOf(audit.rows, 'row')} (largest gap ${formatNumber(audit.largest, 2)}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  const { unit } = detail
  const { audit } = detail
  return [
    { id: 'audit/failed', label: 'Rows on which base and contributions do not add up', value: audit.failed, n: audit.rows, limit: 0, unit: 'rows' },
    // What is left over is rounding: its size is evidence, its digits are not.
    { id: 'audit/largest', label: 'Largest |f(x) − E − Σφ|', value: audit.largest, n: audit.rows, limit: audit.tolerance, tolerance: 1 },
    ...(audit.refused !== null ? [] : [
      { id: 'base', label: `Expected output when nothing is known [${unit}]`, value: detail.base, unit, tolerance: 1e-9 },
      ...detail.global.flatMap((one): readonly NamedValue[] => [
        { id: `mean-abs/${idPart(one.feature)}`, label: `Mean absolute contribution of ${one.feature}`, value: one.value, low: one.low, high: one.high, n: detail.rows, unit, tolerance: 1e-9 },
        ...(one.shuffleError === null ? [] : [{ id: `monte-carlo/${idPart(one.feature)}`, label: `Mean Monte-Carlo error of one contribution of ${one.feature}`, value: one.shuffleError, n: detail.rows, unit, tolerance: 1e-9 }]),
      ]),
    ]),
  ]
}

export function directionWords({ direction }: Global): string {
  if (direction === null) return absent
  return direction > 0.3 ? 'rises with the value' : direction < -0.3 ? 'falls with the value' : 'mixed'
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  if (detail.audit.refused !== null) return [...opening(result), ...closing(result)]
  const { unit } = detail
  const sampled = detail.method === 'sampling'
  return [
    ...opening(result),
    { block: 'facts', items: [
      { label: 'Method', value: methodWords(detail) },
      { label: 'Unit of contributions', value: unit },
      { label: 'Expected output E', value: formatNumber(detail.base) },
      { label: 'Rows explained', value: formatCount(detail.rows) },
      { label: 'Largest |f(x) − E − Σφ|', value: `${formatNumber(detail.audit.largest, 2)}, allowed ${formatNumber(detail.audit.tolerance)}` },
    ] },
    ...figureBlocks(figures(result)),
    tableBlock(`Every feature, ${countOf(detail.rows, 'row')} of ${detail.dataset}, contributions in ${unit}`, cellTable(
      ['Feature', '>Mean |φ|', '>95 % interval', '>Smallest φ', '>Largest φ', '>Rank correlation', 'Direction', ...(sampled ? ['>Monte-Carlo error'] : [])],
      detail.global.map((one) => [one.feature, formatNumber(one.value, 3), formatInterval(one.low, one.high, (value) => formatNumber(value, 3)), formatNumber(one.least, 3), formatNumber(one.most, 3), formatFixed(one.direction, 2), directionWords(one), ...(sampled ? [formatNumber(one.shuffleError, 2)] : [])]),
    )),
    ...closing(result),
  ]
}
