import type { LibraryFunction } from '../machine'
import { numberIn, RowProblem, textIn, truthIn } from '../values'
import { listAt, numberAt, textAt, valueAt } from './arguments'

/** Characters are Unicode code points; indexes count from the end where negative. */
const slice = (text: string, from: number, to: number): string => {
  const points = Array.from(text)
  const at = (index: number): number => Math.min(points.length, Math.max(0, index < 0 ? points.length + index : index))
  return points.slice(at(from), at(to)).join('')
}

function wholeText(text: string): number {
  const value = Number(text.trim())
  if (text.trim() === '' || !Number.isInteger(value)) throw new RowProblem(`"${text.slice(0, 20)}" is no whole number`)
  return value
}

function decimal(text: string): number {
  const clean = text.trim()
  const value = /^[+-]?(inf|infinity)$/i.test(clean) ? (clean.startsWith('-') ? -Infinity : Infinity) : Number(clean)
  if (clean === '' || (Number.isNaN(value) && clean.toLowerCase() !== 'nan')) throw new RowProblem(`"${text.slice(0, 20)}" is no number`)
  return value
}

/** Functions of texts (s.*), parsing, casts, and treatment of missing values (impute.*). */
export const strings: Readonly<Record<string, LibraryFunction>> = {
  's.len': (args) => Array.from(textAt(args, 0)).length, 's.substr': (args) => slice(textAt(args, 0), numberAt(args, 1), numberAt(args, 2)),
  's.contains': (args) => textAt(args, 0).includes(textAt(args, 1)), 's.startswith': (args) => textAt(args, 0).startsWith(textAt(args, 1)), 's.endswith': (args) => textAt(args, 0).endsWith(textAt(args, 1)),
  's.index': (args) => textAt(args, 0).indexOf(textAt(args, 1)), 's.lower': (args) => textAt(args, 0).toLowerCase(), 's.upper': (args) => textAt(args, 0).toUpperCase(),
  's.concat': (args, machine) => { const joined = textAt(args, 0) + textAt(args, 1); machine.make(joined.length); return joined },
  's.repeat': (args, machine) => { const count = Math.max(0, numberAt(args, 1)); machine.make(count * textAt(args, 0).length); return textAt(args, 0).repeat(count) },
  's.join': (args, machine) => { const joined = listAt(args, 0).map((item) => textIn(item)).join(textAt(args, 1)); machine.make(joined.length); return joined },
  's.split': (args, machine) => { const parts = textAt(args, 0).split(textAt(args, 1)); machine.make(parts.length); return parts },
  's.strip': (args) => stripped(textAt(args, 0), textAt(args, 1), true, true), 's.lstrip': (args) => stripped(textAt(args, 0), textAt(args, 1), true, false), 's.rstrip': (args) => stripped(textAt(args, 0), textAt(args, 1), false, true),
  's.replaceall': (args, machine) => { const text = textAt(args, 0).split(textAt(args, 1)).join(textAt(args, 2)); machine.make(text.length); return text },
  'parse.int': (args) => wholeText(textAt(args, 0)), 'parse.long': (args) => wholeText(textAt(args, 0)), 'parse.double': (args) => decimal(textAt(args, 0)), 'parse.float': (args) => Math.fround(decimal(textAt(args, 0))),
  'cast.int': (args) => rounded(numberAt(args, 0)), 'cast.long': (args) => rounded(numberAt(args, 0)), 'cast.double': (args) => numberAt(args, 0), 'cast.float': (args) => Math.fround(numberAt(args, 0)),
  'cast.fanoutDouble': (args) => fanout(args).map(Number), 'cast.fanoutInt': (args) => fanout(args).map(Number), 'cast.fanoutBoolean': (args) => fanout(args),
  'enum.toString': (args) => textAt(args, 0),
  'impute.errorOnNull': (args) => { const value = valueAt(args, 0); if (value === null) throw new RowProblem('a missing value'); return value },
  'impute.defaultOnNull': (args) => valueAt(args, 0) ?? valueAt(args, 1),
  'impute.isnan': (args) => Number.isNaN(numberAt(args, 0)), 'impute.isinf': (args) => Math.abs(numberAt(args, 0)) === Infinity, 'impute.isnum': (args) => Number.isFinite(numberAt(args, 0)),
  'impute.ensureFinite': (args) => { const x = numberAt(args, 0); if (!Number.isFinite(x)) throw new RowProblem('a number that is not finite'); return x },
  'interp.linear': (args) => interpolated(numberAt(args, 0), listAt(args, 1).map((point) => { if (typeof point !== 'object' || point === null || !('fields' in point)) throw new RowProblem('a table of points was expected'); return [numberIn(point.fields.get('x')), numberIn(point.fields.get('to'))] as const })),
  'interp.bin': (args) => { const [x, bins, low, high] = [numberAt(args, 0), numberAt(args, 1), numberAt(args, 2), numberAt(args, 3)]; if (x < low || x >= high) throw new RowProblem('a value outside its bins'); return Math.floor((bins * (x - low)) / (high - low)) },
}

function stripped(text: string, chars: string, left: boolean, right: boolean): string {
  const points = Array.from(text)
  let from = 0
  let to = points.length
  while (left && from < to && chars.includes(points[from]!)) from++
  while (right && to > from && chars.includes(points[to - 1]!)) to--
  return points.slice(from, to).join('')
}

/** Rounded to the nearest whole number, halves upwards. */
function rounded(x: number): number {
  if (!Number.isFinite(x)) throw new RowProblem('a number that is not finite')
  return Math.floor(x + 0.5)
}

/** One indicator per known value, and one more for all others where asked. */
function fanout(args: Parameters<LibraryFunction>[0]): readonly boolean[] {
  const value = valueAt(args, 0)
  if (typeof value === 'number') {
    const [low, high, others] = [numberAt(args, 1), numberAt(args, 2), truthIn(valueAt(args, 3))]
    return [...Array.from({ length: Math.max(0, Math.min(100_000, high - low)) }, (_, i) => value === low + i), ...(others ? [value < low || value >= high] : [])]
  }
  if (typeof valueAt(args, 1) === 'boolean') throw new RowProblem('a fanout of an enumeration')
  const known = listAt(args, 1).map((item) => textIn(item))
  return [...known.map((item) => item === textIn(value)), ...(truthIn(valueAt(args, 2)) ? [!known.includes(textIn(value))] : [])]
}

function interpolated(x: number, points: readonly (readonly [x: number, to: number])[]): number {
  const sorted = [...points].sort((a, b) => a[0] - b[0])
  if (sorted.length < 2) throw new RowProblem('a table of fewer than two points')
  let i = 1
  while (i < sorted.length - 1 && x > sorted[i]![0]) i++
  const [a, fa] = sorted[i - 1]!
  const [b, fb] = sorted[i]!
  return fa + ((x - a) / (b - a)) * (fb - fa)
}

