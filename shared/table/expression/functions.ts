import { ExpectedError } from '../../contract/errors'
import { dateText } from '../column-access'
import { parseIsoDate } from '../parse-date'
import { parseNumber } from '../parse-number'
import { periodOf, periodUnits } from '../period'
import type { PeriodUnit } from '../period'
import { expressionLimits } from './syntax'
import type { ValueType } from './values'

type Scalar = number | string

/**
 * A function of the language: its parameters' types (the last may repeat, some may be left out), what it
 * gives, and the rule for one row. A missing operand makes the result missing before `row` is called; a
 * result of NaN, ±∞ or null is missing too.
 */
export interface Definition {
  readonly parts: readonly ValueType[]
  readonly optional?: number
  readonly repeats?: boolean
  readonly gives: ValueType
  /** What it does, in one line with its parameters: shown beside the field. */
  readonly help: string
  /** A constant part that must be one of these words. */
  readonly words?: { readonly part: number; readonly of: readonly string[] }
  readonly row: (...parts: never[]) => Scalar | null
}

const number = (help: string, row: (x: number) => number): Definition => ({ parts: ['number'], gives: 'number', help, row })
const text = (help: string, row: (x: string) => string): Definition => ({ parts: ['text'], gives: 'text', help, row })
const ofDate = (help: string, row: (date: Date) => number): Definition => ({ parts: ['date'], gives: 'number', help, row: (ms: number) => row(new Date(ms)) })
const test = (help: string, row: (x: string, part: string) => boolean): Definition => ({ parts: ['text', 'text'], gives: 'boolean', help, row: (x: string, part: string) => Number(row(x, part)) })

/** By code point: half a surrogate pair is no character. */
const characters = (t: string): readonly string[] => Array.from(t)

/** Half away from zero at the decimal place, on the shortest decimal form, so that round(1.005, 2) is 1.01. */
export function roundDecimal(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 15) return value
  const places = Math.max(-15, Math.trunc(digits))
  const [mantissa = '0', exponent = '0'] = String(Math.abs(value)).split('e')
  const scaled = Math.round(Number(`${mantissa}e${Number(exponent) + places}`))
  const [head = '0', power = '0'] = String(scaled).split('e')
  return Math.sign(value) * Number(`${head}e${Number(power) - places}`)
}

function bounded(result: string): string {
  if (result.length > expressionLimits.cellText) throw new ExpectedError('expression.limit', `A text of the expression grows beyond ${expressionLimits.cellText} characters.`, { remedy: 'Shorten the texts it joins.' })
  return result
}

/** Label of the range a value lies in; edges ascend, a range includes its lower edge. */
function cutLabel(value: number, ...edges: number[]): string | null {
  if (edges.some((edge, index) => index > 0 && edge <= edges[index - 1]!)) throw new ExpectedError('expression.type', 'The edges of cut must ascend.', { remedy: 'Write them from small to large.' })
  const above = edges.filter((edge) => value >= edge).length
  if (above === 0) return `below ${edges[0]!}`
  return above === edges.length ? `${edges[above - 1]!} and above` : `${edges[above - 1]!} to below ${edges[above]!}`
}

/** Every function but `if`, `coalesce` and `cut`'s like, which look at missing values themselves (see compile.ts). */
export const functions: Readonly<Record<string, Definition>> = {
  abs: number('abs(x): x without its sign', Math.abs),
  floor: number('floor(x): largest whole number up to x', Math.floor),
  ceil: number('ceil(x): smallest whole number from x', Math.ceil),
  sqrt: number('sqrt(x): square root; missing below 0', Math.sqrt),
  ln: number('ln(x): natural logarithm; missing up to 0', Math.log),
  log10: number('log10(x): decimal logarithm; missing up to 0', Math.log10),
  exp: number('exp(x): e to the power x', Math.exp),
  sign: number('sign(x): −1, 0 or 1', Math.sign),
  round: { parts: ['number', 'number'], optional: 1, gives: 'number', help: 'round(x, digits): half away from zero; 0 digits where left out', row: (x: number, digits = 0) => roundDecimal(x, digits) },
  power: { parts: ['number', 'number'], gives: 'number', help: 'power(x, y): x to the power y', row: (x: number, y: number) => x ** y },
  min: { parts: ['number'], repeats: true, gives: 'number', help: 'min(a, b, ...): the smallest; missing when one is', row: (...all: number[]) => Math.min(...all) },
  max: { parts: ['number'], repeats: true, gives: 'number', help: 'max(a, b, ...): the largest; missing when one is', row: (...all: number[]) => Math.max(...all) },
  between: { parts: ['number', 'number', 'number'], gives: 'boolean', help: 'between(x, low, high): low ≤ x ≤ high', row: (x: number, low: number, high: number) => Number(x >= low && x <= high) },
  cut: { parts: ['number', 'number'], repeats: true, gives: 'text', help: 'cut(x, 25, 45, 65): the range x lies in, as text; lower edges belong to their range', row: cutLabel },
  lower: text('lower(t): in small letters', (t) => t.toLowerCase()),
  upper: text('upper(t): in capitals', (t) => t.toUpperCase()),
  trim: text('trim(t): without spaces at its ends', (t) => t.trim()),
  left: { parts: ['text', 'number'], gives: 'text', help: 'left(t, n): first n characters', row: (t: string, n: number) => characters(t).slice(0, Math.max(0, n)).join('') },
  right: { parts: ['text', 'number'], gives: 'text', help: 'right(t, n): last n characters', row: (t: string, n: number) => characters(t).slice(n <= 0 ? t.length : -n).join('') },
  mid: { parts: ['text', 'number', 'number'], gives: 'text', help: 'mid(t, from, n): n characters from place from, the first being 1', row: (t: string, from: number, n: number) => characters(t).slice(Math.max(0, from - 1), Math.max(0, from - 1) + Math.max(0, n)).join('') },
  replace: { parts: ['text', 'text', 'text'], gives: 'text', help: 'replace(t, old, new): every old in t becomes new', row: (t: string, old: string, next: string) => (old === '' ? t : bounded(t.split(old).join(next))) },
  concat: { parts: ['text'], repeats: true, gives: 'text', help: 'concat(a, b, ...): the texts one after the other; missing when one is', row: (...all: string[]) => bounded(all.join('')) },
  length: { parts: ['text'], gives: 'number', help: 'length(t): number of characters', row: (t: string) => characters(t).length },
  contains: test('contains(t, part): whether part occurs in t', (t, part) => t.includes(part)),
  starts: test('starts(t, part): whether t begins with part', (t, part) => t.startsWith(part)),
  ends: test('ends(t, part): whether t ends with part', (t, part) => t.endsWith(part)),
  number: { parts: ['text'], gives: 'number', help: 'number(t): the number t writes; missing when it writes none', row: (t: string) => parseNumber(t) },
  date: { parts: ['text'], gives: 'date', help: "date('2026-01-31'): the ISO date t writes; missing when it writes none", row: (t: string) => parseIsoDate(t) },
  year: ofDate('year(d)', (date) => date.getUTCFullYear()),
  quarter: ofDate('quarter(d): 1 to 4', (date) => Math.floor(date.getUTCMonth() / 3) + 1),
  month: ofDate('month(d): 1 to 12', (date) => date.getUTCMonth() + 1),
  day: ofDate('day(d): 1 to 31', (date) => date.getUTCDate()),
  weekday: ofDate('weekday(d): 1 Monday to 7 Sunday', (date) => ((date.getUTCDay() + 6) % 7) + 1),
  hour: ofDate('hour(d): 0 to 23, UTC', (date) => date.getUTCHours()),
  period: { parts: ['date', 'text'], gives: 'text', help: "period(d, 'month'): 2026-03; also 'week' (2026-W09), 'quarter' (2026-Q1), 'year'", words: { part: 1, of: periodUnits }, row: (ms: number, unit: string) => periodOf(ms, unit as PeriodUnit) },
}

/** `text(x)` takes any type: numbers in shortest form, dates as ISO 8601. */
export function asText(value: number, type: ValueType): string {
  return type === 'date' ? dateText(value) : type === 'boolean' ? (value === 0 ? 'false' : 'true') : String(value)
}

/** One line per function, for the help beside the field. */
export const functionHelp: readonly string[] = [
  'if(condition, then, else): missing where the condition is', 'coalesce(a, b, ...): the first that is not missing', 'text(x): any value as text',
  ...Object.values(functions).map(({ help }) => help),
]
