import { canonicalJson } from '../../contract/json'
import type { NamedValue } from '../../contract/analysis'
import type { RunRecord } from '../../contract/run-record'
import { lineOf } from './report'
import type { Detail, VerifyLine } from './report'

/** One number (or word) that a re-run gave otherwise. */
export interface Difference {
  readonly analysis: string
  /** `<value id>`, or the name of a part of the record: `inputs`, `params`. */
  readonly id: string
  readonly field: string
  readonly was: string
  readonly is: string
  /** |is − was| over the larger of both; null where one is no number. */
  readonly relative: number | null
  readonly tolerance: number
  readonly within: boolean
}

export interface RunComparison {
  /** Numbers compared, and how many are equal or within their tolerance. */
  readonly compared: number
  readonly within: number
  /** Everything not exactly equal, also what is within tolerance. */
  readonly differences: readonly Difference[]
  /** Analyses in the evidence that the re-run did not give, and the reverse. */
  readonly missing: readonly string[]
  readonly added: readonly string[]
}

/**
 * Compares the runs in a pack with those of a re-run, number by number. Equal means the same double;
 * where a value states a relative tolerance, |is − was| ≤ tolerance · max(|is|, |was|) is within.
 * `null` equals only `null`.
 */
export function compareRuns(evidence: readonly RunRecord[], rerun: readonly RunRecord[]): RunComparison {
  const differences: Difference[] = []
  let compared = 0
  let within = 0
  const note = (difference: Omit<Difference, 'relative' | 'within'>, was: number | null | undefined, is: number | null | undefined): void => {
    compared++
    const both = typeof was === 'number' && typeof is === 'number'
    const relative = both ? Math.abs(is - was) / Math.max(Math.abs(is), Math.abs(was), Number.MIN_VALUE) : null
    const same = both ? Object.is(was, is) || was === is : (was ?? null) === (is ?? null) && difference.was === difference.is
    const ok = same || (relative !== null && relative <= difference.tolerance)
    if (ok) within++
    if (!same) differences.push({ ...difference, relative, within: ok })
  }
  for (const old of evidence) {
    const next = rerun.find((run) => run.analysis === old.analysis)
    if (next === undefined) continue
    for (const part of ['analysisVersion', 'params', 'inputs', 'setupHash', 'seed', 'alpha'] as const) {
      const [was, is] = [canonicalJson(old[part]), canonicalJson(next[part])]
      if (was !== is) differences.push({ analysis: old.analysis, id: part, field: part, was, is, relative: null, tolerance: 0, within: false })
    }
    const values = new Map(next.result.values.map((value) => [value.id, value]))
    for (const value of old.result.values) {
      const other = values.get(value.id)
      values.delete(value.id)
      for (const field of ['value', 'low', 'high', 'n'] as const) compareField(old.analysis, value, other, field, note)
    }
    for (const value of values.values()) compareField(old.analysis, undefined, value, 'value', note)
  }
  const names = (runs: readonly RunRecord[]): ReadonlySet<string> => new Set(runs.map((run) => run.analysis))
  const [before, after] = [names(evidence), names(rerun)]
  return { compared, within, differences, missing: [...before].filter((name) => !after.has(name)), added: [...after].filter((name) => !before.has(name)) }
}

type Note = (difference: Omit<Difference, 'relative' | 'within'>, was: number | null | undefined, is: number | null | undefined) => void

function compareField(analysis: string, old: NamedValue | undefined, next: NamedValue | undefined, field: 'value' | 'low' | 'high' | 'n', note: Note): void {
  const [was, is] = [old?.[field], next?.[field]]
  if (field !== 'value' && was === undefined && is === undefined) return
  const say = (named: NamedValue | undefined, value: number | null | undefined): string => (named === undefined ? 'absent' : value === undefined || value === null ? 'none' : String(value))
  note({ analysis, id: (old ?? next)!.id, field, was: say(old, was), is: say(next, is), tolerance: old?.tolerance ?? 0 }, was, is)
}

/** The fifth line of a report, from a comparison. */
export function rerunLine(comparison: RunComparison): VerifyLine {
  const details: Detail[] = comparison.differences.map(({ analysis, id, field, was, is, within }) => ({
    status: within ? 'proven' : 'failed', code: within ? 're-performed.within' : 're-performed.differs', sentence: `${analysis}, ${id}${field === 'value' || field === id ? '' : ` (${field})`}: the pack says ${was}, the re-run ${is}.`,
  }))
  for (const analysis of comparison.missing) details.push({ status: 'not-proven', code: 're-performed.missing', sentence: `${analysis} was not run again.` })
  for (const analysis of comparison.added) details.push({ status: 'not-proven', code: 're-performed.added', sentence: `${analysis} ran now and is not in the pack.` })
  const count = `${comparison.within} of ${comparison.compared} numbers are the same within tolerance.`
  const base = lineOf('re-performed', [...details, { status: comparison.compared === 0 ? 'not-checked' : 'proven', code: 're-performed.count', sentence: count }], count)
  return comparison.within < comparison.compared ? { ...base, sentence: count } : base
}
