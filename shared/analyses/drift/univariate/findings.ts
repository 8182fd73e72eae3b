import type { AnalysisResult, FindingProposal } from '../../../contract/analysis'
import { detailOf } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatPercent, formatPointLimit, formatPoints, listWords, pPhrase } from '../../common/format'
import { isScore, scoreName } from './columns'
import { drifted, missingChanged, newLevelsBeyondChance } from './judge'
import type { Cell, Detail } from './types'

/** "in 2026-05", "from 2026-05 on", "from 2026-05, in 4 of 8 windows": where a run of windows is affected. */
export function since(affected: readonly Cell[], all: readonly Cell[]): string {
  const first = affected[0]!
  if (affected.length === 1) return `in ${first.label}`
  const after = all.slice(all.findIndex((cell) => cell.window === first.window))
  return affected.length === after.length ? `from ${first.label} on` : `from ${first.label}, in ${String(affected.length)} of ${String(after.length)} windows`
}

export const measureWords = (cell: Cell): string => (cell.measure === 'KS' ? 'KS distance' : 'Cramér\'s V')

/** The part of a sentence that says how far a column moved. */
export function howFar(cell: Cell): string {
  const effect = `${measureWords(cell)} ${formatFixed(cell.effect)} ${formatInterval(cell.low, cell.high)}`
  const mean = cell.mean === null || cell.meanReference === null ? '' : `, mean ${formatNumber(cell.meanReference)} → ${formatNumber(cell.mean)}`
  const psi = cell.psi.psi === null ? '' : `, PSI ${formatFixed(cell.psi.psi)} (critical ${formatFixed(cell.psi.critical)})`
  return `${effect}${mean}${psi}, n ${formatCount(cell.n)} against ${formatCount(cell.nReference)}, adjusted ${pPhrase(cell.pAdjusted)}`
}

const nameOf = (column: string): string => (isScore(column) ? `The ${column}` : column)

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const beside = detail.columns.flatMap((column) => {
    const cells = detail.cells.filter((cell) => cell.column === column)
    return [...damageFinding(detail, column, cells), ...missingFinding(detail, column, cells), ...newLevelFindings(detail, column, cells)]
  })
  return [...driftFindings(detail), ...beside]
}

/** Damage is told from drift: what happened to the data is no change of the world. */
function damageFinding(detail: Detail, column: string, cells: readonly Cell[]): readonly FindingProposal[] {
  const affected = cells.filter((cell) => cell.damage !== null)
  const first = affected[0]
  if (first === undefined) return []
  const seen = new Map<string, string[]>()
  for (const cell of affected) seen.set(cell.damage!.text, [...(seen.get(cell.damage!.text) ?? []), cell.label])
  return [{
    key: `damage/${column}`,
    title: `${nameOf(column)} looks damaged rather than drifted ${since(affected, cells)}: ${first.damage!.text}`,
    severity: 'high',
    condition: `${[...seen].slice(0, 4).map(([text, labels]) => `In ${listWords(labels)} ${text}`).join('. ')}${seen.size > 4 ? `. And ${countOf(seen.size - 4, 'more kind of mark', 'more kinds of mark')}` : ''}. Against ${detail.reference}: ${howFar(first)}.`,
    criterion: 'Columns come in the unit, the spelling and the precision that the model was developed on.',
    consequence: 'Scores of the affected rows rest on values that mean something else; their drift figures say nothing about the population.',
    recommendation: 'Have the feed corrected and the affected rows scored again, then repeat the drift analysis.',
    evidence: affected.map((cell) => `effect/${cell.key}`),
  }]
}

/** A column that drifted: its windows, and the one where it is furthest. */
interface Drifted {
  readonly column: string
  readonly cells: readonly Cell[]
  readonly affected: readonly Cell[]
  readonly worst: Cell
}

/** Up to so many drifted inputs are a finding each; beyond, they are one: something happened to the population. */
const fewColumns = 3

function driftFindings(detail: Detail): readonly FindingProposal[] {
  const all = detail.columns.flatMap((column): readonly Drifted[] => {
    const cells = detail.cells.filter((cell) => cell.column === column)
    const affected = cells.filter((cell) => cell.damage === null && drifted(cell, detail.alpha))
    return affected.length === 0 ? [] : [{ column, cells, affected, worst: affected.reduce((most, cell) => (cell.effect! > most.effect! ? cell : most)) }]
  })
  const scores = all.filter(({ column }) => isScore(column))
  const inputs = all.filter(({ column }) => !isScore(column))
  return [
    ...(inputs.length > fewColumns ? [driftFinding(detail, inputs, 'drift/several')] : inputs.map((one) => driftFinding(detail, [one], `drift/${one.column}`))),
    ...(scores.length === 0 ? [] : [driftFinding(detail, scores, `drift/${scoreName}`)]),
  ]
}

function driftFinding(detail: Detail, moved: readonly Drifted[], key: string): FindingProposal {
  const ranked = [...moved].sort((a, b) => b.worst.effect! / b.worst.delta - a.worst.effect! / a.worst.delta)
  const { column, cells, affected, worst } = ranked[0]!
  const score = isScore(column)
  const windows = new Set(moved.flatMap((one) => one.affected.map((cell) => cell.label)))
  const others = ranked.slice(1).map((one) => `${one.column} ${formatFixed(one.worst.effect)} ${since(one.affected, one.cells)}`)
  return {
    key,
    title: moved.length === 1 ? `${nameOf(column)} drifted ${since(affected, cells)}`
      : score ? `The model score of ${listWords(ranked.map((one) => one.column.slice(scoreName.length + 4)))} drifted`
        : `${countOf(moved.length, 'column')} drifted ${windows.size === 1 ? `in ${worst.label}` : `in ${countOf(windows.size, 'window')}`}, most of all ${listWords(ranked.slice(0, 3).map((one) => one.column))}`,
    severity: worst.effect! > 3 * worst.delta || score ? 'high' : 'medium',
    condition: `${moved.length === 1 ? 'Against' : `${nameOf(column)} against`} ${detail.reference}, largest in ${worst.label}: ${howFar(worst)}.${others.length === 0 ? '' : ` Also (largest distance): ${listWords(others, 20)}.`}`,
    criterion: `${listWords([...new Set(moved.map((one) => `${measureWords(one.worst)} of at most ${formatNumber(one.worst.delta)}`))])}, or no significant difference after Holm's adjustment over ${countOf(detail.testCount, 'test')}.`,
    consequence: score
      ? 'Decisions fall in other proportions than when the model was approved; limits and capacities set on the score no longer mean the same.'
      : 'The model meets values in other proportions than it was developed and tested on; its measured performance may not carry over.',
    recommendation: 'Find out whether the population changed or the data did (definition, unit, source); recompute performance on the affected windows as soon as outcomes are known.',
    evidence: moved.flatMap((one) => one.affected.flatMap((cell) => [`effect/${cell.key}`, `psi/${cell.key}`])),
  }
}

function missingFinding(detail: Detail, column: string, cells: readonly Cell[]): readonly FindingProposal[] {
  const affected = cells.filter((cell) => cell.damage?.kind !== 'all-missing' && missingChanged(cell, detail.missingDelta, detail.alpha))
  if (affected.length === 0) return []
  const worst = affected.reduce((most, cell) => (Math.abs(cell.missingDifference!) > Math.abs(most.missingDifference!) ? cell : most))
  const before = worst.missingReference / (worst.missingReference + worst.nReference)
  const after = worst.missing / (worst.missing + worst.n)
  return [{
    key: `missing/${column}`,
    title: `Missing values of ${column} went from ${formatPercent(before)} to ${formatPercent(after)} ${since(affected, cells)}`,
    severity: 'medium',
    condition: `In ${worst.label} ${formatCount(worst.missing)} of ${countOf(worst.missing + worst.n, 'row')} are missing, ${formatPoints(worst.missingDifference)} ${formatInterval(worst.missingLow, worst.missingHigh, (value) => formatPoints(value))} against ${detail.reference}, adjusted ${pPhrase(worst.missingPAdjusted)}.`,
    criterion: `A change of at most ${formatPointLimit(detail.missingDelta)}, or no significant one.`,
    consequence: 'Missing is treated as a value by the model; a change in how data arrive works like a change in the applicants.',
    recommendation: 'Trace the feed of this column and correct or re-score the affected rows.',
    evidence: affected.map((cell) => `missing/${cell.key}`),
  }]
}

function newLevelFindings(detail: Detail, column: string, cells: readonly Cell[]): readonly FindingProposal[] {
  const levels = new Map<string, Cell[]>()
  for (const cell of cells) {
    if (cell.damage?.kind === 'spelling' || cell.damage?.kind === 'renamed') continue
    for (const { level } of newLevelsBeyondChance(cell, detail.alpha)) levels.set(level, [...(levels.get(level) ?? []), cell])
  }
  return [...levels].map(([level, affected]): FindingProposal => {
    const counts = cells.flatMap((cell) => cell.newLevels.filter((each) => each.level === level).map((each) => ({ cell, count: each.count })))
    const first = counts[0]!
    const total = counts.reduce((sum, { count }) => sum + count, 0)
    return {
      key: `new-level/${column}/${level}`,
      title: `${column} "${level}" appears first in ${first.cell.label}, ${countOf(first.count, 'row')}`,
      severity: 'medium',
      condition: `${detail.reference} (${countOf(detail.referenceRows, 'row')}) does not hold it; ${listWords(counts.map(({ cell, count }) => `${formatCount(count)} in ${cell.label}`), 6)}, ${countOf(total, 'row')} in all; adjusted ${pPhrase(affected[0]!.newLevelPAdjusted)}.`,
      criterion: 'The model meets only categories that it was developed on, or its treatment of others is documented and tested.',
      consequence: 'What the artifact does with an unknown category was never fitted; scores of these rows rest on its fallback.',
      recommendation: 'Ask what the category is, check how the artifact scores it, and exclude or handle these rows until the model is refitted.',
      evidence: counts.map(({ cell }) => `new-level/${cell.key}/${idPart(level)}`),
    }
  })
}
