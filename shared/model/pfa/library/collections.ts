import type { Argument, LibraryFunction, Machine } from '../machine'
import { compare, listIn, mapIn, RowProblem, textIn, truthIn, type Value } from '../values'
import { functionAt, listAt, mapAt, numberAt, valueAt } from './arguments'

const has = (list: readonly Value[], wanted: Value): boolean => list.some((item) => compare(item, wanted) === 0)
/** Two lists compared item by item with each other: counted as items, sixteen comparisons as one. */
function pairOf(args: readonly Argument[], machine: Machine): readonly [readonly Value[], readonly Value[]] {
  const [x, y] = [listAt(args, 0), listAt(args, 1)]
  machine.make(Math.ceil((x.length * y.length) / 16))
  return [x, y]
}

const distinct = (list: readonly Value[]): readonly Value[] => list.filter((item, i) => list.findIndex((other) => compare(other, item) === 0) === i)
const test = (args: readonly Argument[], index: number, ...values: readonly Value[]): boolean => truthIn(functionAt(args, index).call(values))

/** Indexes of the `count` first items in an order, the earlier one first on a tie. */
function leading(list: readonly Value[], count: number, order: (a: Value, b: Value) => number): readonly number[] {
  if (list.length === 0) throw new RowProblem('an empty array')
  if (count < 0) throw new RowProblem('a negative count')
  return list.map((_, i) => i).sort((a, b) => order(list[a]!, list[b]!) || a - b).slice(0, count)
}

const descending = (a: Value, b: Value): number => compare(b, a)

/** A place within a list, counted from the end where negative. */
function placeIn(list: readonly Value[], index: number): number {
  const place = index < 0 ? list.length + index : index
  if (place < 0 || place >= list.length) throw new RowProblem('an index out of range')
  return place
}

/** Arrays as sets, parts of arrays, and several arrays side by side (a.*). */
export const moreArrays: Readonly<Record<string, LibraryFunction>> = {
  'a.maxN': (args, machine) => { const list = listAt(args, 0); machine.make(list.length); return leading(list, numberAt(args, 1), descending).map((i) => list[i]!) },
  'a.minN': (args, machine) => { const list = listAt(args, 0); machine.make(list.length); return leading(list, numberAt(args, 1), compare).map((i) => list[i]!) },
  'a.argmaxN': (args, machine) => { machine.make(listAt(args, 0).length); return leading(listAt(args, 0), numberAt(args, 1), descending) },
  'a.argminN': (args, machine) => { machine.make(listAt(args, 0).length); return leading(listAt(args, 0), numberAt(args, 1), compare) },
  'a.startswith': (args) => { const [list, part] = [listAt(args, 0), startOf(args)]; return part.length <= list.length && part.every((item, i) => compare(item, list[i]!) === 0) },
  'a.endswith': (args) => { const [list, part] = [listAt(args, 0), startOf(args)]; return part.length <= list.length && part.every((item, i) => compare(item, list[list.length - part.length + i]!) === 0) },
  'a.insert': (args, machine) => { const list = listAt(args, 0); const at = placeIn(list, numberAt(args, 1)); machine.make(list.length + 1); return [...list.slice(0, at), valueAt(args, 2), ...list.slice(at)] },
  'a.replace': (args, machine) => { const list = listAt(args, 0); const at = placeIn(list, numberAt(args, 1)); machine.make(list.length); return list.map((item, i) => i === at ? valueAt(args, 2) : item) },
  'a.rotate': (args, machine) => { const [list, steps] = [listAt(args, 0), numberAt(args, 1)]; if (steps < 0) throw new RowProblem('negative steps'); machine.make(list.length); const at = list.length === 0 ? 0 : steps % list.length; return [...list.slice(at), ...list.slice(0, at)] },
  'a.diff': (args, machine) => { const [x, y] = pairOf(args, machine); return x.filter((item) => !has(y, item)) },
  'a.union': (args, machine) => { const both = [...listAt(args, 0), ...listAt(args, 1)]; machine.make(Math.ceil(both.length ** 2 / 16)); return distinct(both) },
  'a.intersection': (args, machine) => { const [x, y] = pairOf(args, machine); return x.filter((item) => has(y, item)) },
  'a.subset': (args, machine) => { const [x, y] = pairOf(args, machine); return x.every((item) => has(y, item)) },
  'a.seteq': (args, machine) => { const [x, y] = pairOf(args, machine); return x.every((item) => has(y, item)) && y.every((item) => has(x, item)) },
  'a.disjoint': (args, machine) => { const [x, y] = pairOf(args, machine); return !x.some((item) => has(y, item)) },
  'a.takeWhile': (args) => { const list = listAt(args, 0); const end = list.findIndex((item) => !test(args, 1, item)); return end < 0 ? list : list.slice(0, end) },
  'a.dropWhile': (args) => { const list = listAt(args, 0); const end = list.findIndex((item) => !test(args, 1, item)); return end < 0 ? [] : list.slice(end) },
  'a.foldRight': (args) => listAt(args, 0).reduceRight<Value>((tally, item) => functionAt(args, 2).call([item, tally]), valueAt(args, 1)),
  'a.groupby': (args, machine) => {
    const groups = new Map<string, Value[]>()
    machine.make(listAt(args, 0).length)
    for (const item of listAt(args, 0)) { const key = textIn(functionAt(args, 1).call([item])); const group = groups.get(key); if (group === undefined) groups.set(key, [item]); else group.push(item) }
    return groups
  },
  'a.slidingWindow': (args, machine) => {
    const [list, size, step] = [listAt(args, 0), numberAt(args, 1), numberAt(args, 2)]
    if (size < 1 || step < 1) throw new RowProblem('a window without length or step')
    const windows: (readonly Value[])[] = []
    for (let at = 0; at + size <= list.length; at += step) { machine.make(size); windows.push(list.slice(at, at + size)) }
    return windows
  },
  'a.corresponds': (args) => { const [x, y] = [listAt(args, 0), listAt(args, 1)]; return x.length === y.length && x.every((item, i) => test(args, 2, item, y[i]!)) },
  'a.zipmapWithIndex': (args, machine) => {
    const lists = args.slice(0, -1).map((_, i) => listAt(args, i))
    if (lists.some((list) => list.length !== lists[0]!.length)) throw new RowProblem('arrays of different length')
    machine.make(lists[0]?.length ?? 0)
    return (lists[0] ?? []).map((_, row) => functionAt(args, args.length - 1).call([row, ...lists.map((list) => list[row]!)]))
  },
}

/** The part that is looked for: an array, or a single item. */
function startOf(args: readonly Argument[]): readonly Value[] {
  const part = valueAt(args, 1)
  return Array.isArray(part) ? listIn(part) : [part]
}

/** Maps by their keys, and several maps side by side (map.*). */
export const moreMaps: Readonly<Record<string, LibraryFunction>> = {
  'map.union': (args, machine) => { machine.make(mapAt(args, 0).size + mapAt(args, 1).size); return new Map([...mapAt(args, 0), ...mapAt(args, 1)]) },
  'map.intersection': (args) => new Map([...mapAt(args, 0)].filter(([key]) => mapAt(args, 1).has(key))),
  'map.diff': (args) => new Map([...mapAt(args, 0)].filter(([key]) => !mapAt(args, 1).has(key))),
  'map.symdiff': (args) => new Map([...[...mapAt(args, 0)].filter(([key]) => !mapAt(args, 1).has(key)), ...[...mapAt(args, 1)].filter(([key]) => !mapAt(args, 0).has(key))]),
  'map.subset': (args) => [...mapAt(args, 0).keys()].every((key) => mapAt(args, 1).has(key)),
  'map.disjoint': (args) => ![...mapAt(args, 0).keys()].some((key) => mapAt(args, 1).has(key)),
  'map.join': (args, machine) => { const joined = new Map<string, Value>(); for (const part of listAt(args, 0)) for (const [key, value] of mapIn(part)) { machine.make(1); joined.set(key, value) } return joined },
  'map.filterMap': (args) => new Map([...mapAt(args, 0)].flatMap(([key, item]) => { const made = functionAt(args, 1).call([item]); return made === null ? [] : [[key, made] as const] })),
  'map.zipmapWithKey': (args, machine) => {
    const maps = args.slice(0, -1).map((_, i) => mapAt(args, i))
    if (maps.some((map) => map.size !== maps[0]!.size)) throw new RowProblem('maps with different keys')
    machine.make(maps[0]?.size ?? 0)
    return new Map([...(maps[0] ?? new Map<string, Value>()).keys()].map((key) => [key, functionAt(args, args.length - 1).call([key, ...maps.map((map) => { const value = map.get(key); if (value === undefined) throw new RowProblem('maps with different keys'); return value })])]))
  },
}
