import type { Argument, LibraryFunction, Machine } from '../machine'
import { compare, listIn, numberIn, RowProblem, textIn, truthIn, type Value } from '../values'
import { functionAt, listAt, mapAt, numberAt, numbersAt, sumOf, textAt, valueAt } from './arguments'

/** The given list, its items counted against the row's limit. */
const made = (machine: Machine, list: readonly Value[]): readonly Value[] => {
  machine.make(list.length)
  return list
}

const someOf = (list: readonly Value[]): readonly Value[] => {
  if (list.length === 0) throw new RowProblem('an empty array')
  return list
}

/** Index from the end where negative, as PFA slices. */
const place = (index: number, length: number): number => Math.min(length, Math.max(0, index < 0 ? length + index : index))

const called = (args: readonly Argument[], index: number, ...values: readonly Value[]): Value => functionAt(args, index).call(values)
const test = (args: readonly Argument[], index: number, ...values: readonly Value[]): boolean => truthIn(called(args, index, ...values))

const extreme = (list: readonly Value[], better: (order: number) => boolean): number => someOf(list).reduce<number>((best, item, i) => better(compare(item, list[best]!)) ? i : best, 0)

function median(list: readonly Value[]): Value {
  const sorted = [...someOf(list)].sort(compare)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (numberIn(sorted[middle - 1]) + numberIn(sorted[middle])) / 2
}

function mode(list: readonly Value[]): Value {
  let best: Value = null
  let most = 0
  for (const item of someOf(list)) {
    const count = list.filter((other) => compare(other, item) === 0).length
    if (count > most) { best = item; most = count }
  }
  return best
}

/** Functions of arrays (a.*). */
export const arrays: Readonly<Record<string, LibraryFunction>> = {
  'a.len': (args) => listAt(args, 0).length,
  'a.head': (args) => someOf(listAt(args, 0))[0]!, 'a.last': (args) => someOf(listAt(args, 0)).at(-1)!,
  'a.tail': (args, machine) => made(machine, someOf(listAt(args, 0)).slice(1)), 'a.init': (args, machine) => made(machine, someOf(listAt(args, 0)).slice(0, -1)),
  'a.subseq': (args, machine) => { const list = listAt(args, 0); return made(machine, list.slice(place(numberAt(args, 1), list.length), place(numberAt(args, 2), list.length))) },
  'a.contains': (args) => { const wanted = valueAt(args, 1); return listAt(args, 0).some((item) => compare(item, wanted) === 0) },
  'a.count': (args) => { const wanted = valueAt(args, 1); return listAt(args, 0).filter((item) => compare(item, wanted) === 0).length },
  'a.index': (args) => { const wanted = valueAt(args, 1); return listAt(args, 0).findIndex((item) => compare(item, wanted) === 0) },
  'a.append': (args, machine) => made(machine, [...listAt(args, 0), valueAt(args, 1)]), 'a.cons': (args, machine) => made(machine, [valueAt(args, 1), ...listAt(args, 0)]),
  'a.concat': (args, machine) => made(machine, [...listAt(args, 0), ...listAt(args, 1)]), 'a.reverse': (args, machine) => made(machine, [...listAt(args, 0)].reverse()),
  'a.flatten': (args, machine) => made(machine, listAt(args, 0).flatMap((item) => listIn(item))),
  'a.range': (args, machine) => { const [from, to, by] = args.length < 3 ? [numberAt(args, 0), numberAt(args, 1), 1] : [numberAt(args, 0), numberAt(args, 1), numberAt(args, 2)]; const count = Math.max(0, Math.ceil((to - from) / by)); if (by === 0) throw new RowProblem('a range of step zero'); machine.make(count); return Array.from({ length: count }, (_, i) => from + i * by) },
  'a.sort': (args, machine) => made(machine, [...listAt(args, 0)].sort(args.length < 2 ? compare : (a, b) => test(args, 1, a, b) ? -1 : test(args, 1, b, a) ? 1 : 0)),
  'a.distinct': (args, machine) => { const list = listAt(args, 0); return made(machine, list.filter((item, i) => list.findIndex((other) => compare(other, item) === 0) === i)) },
  'a.sum': (args) => sumOf(numbersAt(args, 0)), 'a.product': (args) => numbersAt(args, 0).reduce((a, b) => a * b, 1), 'a.lnsum': (args) => numbersAt(args, 0).reduce((sum, x) => sum + Math.log(x), 0),
  'a.mean': (args) => { const list = numbersAt(args, 0); return sumOf(list) / list.length }, 'a.geomean': (args) => { const list = numbersAt(args, 0); return list.reduce((a, b) => a * b, 1) ** (1 / list.length) },
  'a.logsumexp': (args) => { const list = numbersAt(args, 0); const top = Math.max(...list); return top + Math.log(list.reduce((sum, x) => sum + Math.exp(x - top), 0)) },
  'a.median': (args) => median(listAt(args, 0)), 'a.mode': (args) => mode(listAt(args, 0)),
  'a.max': (args) => listAt(args, 0)[extreme(listAt(args, 0), (o) => o > 0)]!, 'a.min': (args) => listAt(args, 0)[extreme(listAt(args, 0), (o) => o < 0)]!,
  'a.argmax': (args) => extreme(listAt(args, 0), (o) => o > 0), 'a.argmin': (args) => extreme(listAt(args, 0), (o) => o < 0),
  'a.map': (args, machine) => made(machine, listAt(args, 0).map((item) => called(args, 1, item))),
  'a.mapWithIndex': (args, machine) => made(machine, listAt(args, 0).map((item, i) => called(args, 1, i, item))),
  'a.filter': (args, machine) => made(machine, listAt(args, 0).filter((item) => test(args, 1, item))),
  'a.filterWithIndex': (args, machine) => made(machine, listAt(args, 0).filter((item, i) => test(args, 1, i, item))),
  'a.filterMap': (args, machine) => made(machine, listAt(args, 0).map((item) => called(args, 1, item)).filter((item) => item !== null)),
  'a.flatMap': (args, machine) => made(machine, listAt(args, 0).flatMap((item) => listIn(called(args, 1, item)))),
  'a.zipmap': (args, machine) => { const [x, y] = [listAt(args, 0), listAt(args, 1)]; const last = args.length - 1; const z = last > 2 ? listAt(args, 2) : null; if (x.length !== y.length || (z !== null && z.length !== x.length)) throw new RowProblem('arrays of different length'); return made(machine, x.map((item, i) => z === null ? called(args, last, item, y[i]!) : called(args, last, item, y[i]!, z[i]!))) },
  'a.reduce': (args) => { const [first, ...rest] = someOf(listAt(args, 0)); return rest.reduce<Value>((tally, item) => called(args, 1, tally, item), first!) },
  'a.fold': (args) => listAt(args, 0).reduce<Value>((tally, item) => called(args, 2, tally, item), valueAt(args, 1)),
  'a.any': (args) => listAt(args, 0).some((item) => test(args, 1, item)), 'a.all': (args) => listAt(args, 0).every((item) => test(args, 1, item)),
}

/** Functions of maps (map.*). */
export const maps: Readonly<Record<string, LibraryFunction>> = {
  'map.len': (args) => mapAt(args, 0).size, 'map.keys': (args, machine) => made(machine, [...mapAt(args, 0).keys()]), 'map.values': (args, machine) => made(machine, [...mapAt(args, 0).values()]),
  'map.containsKey': (args) => mapAt(args, 0).has(textAt(args, 1)), 'map.containsValue': (args) => { const wanted = valueAt(args, 1); return [...mapAt(args, 0).values()].some((item) => compare(item, wanted) === 0) },
  'map.add': (args, machine) => { const map = mapAt(args, 0); machine.make(map.size + 1); return new Map([...map, [textAt(args, 1), valueAt(args, 2)]]) },
  'map.remove': (args, machine) => { const map = mapAt(args, 0); machine.make(map.size); return new Map([...map].filter(([key]) => key !== textAt(args, 1))) },
  'map.only': (args) => { const keys = listAt(args, 1).map((key) => textIn(key)); return new Map([...mapAt(args, 0)].filter(([key]) => keys.includes(key))) },
  'map.except': (args) => { const keys = listAt(args, 1).map((key) => textIn(key)); return new Map([...mapAt(args, 0)].filter(([key]) => !keys.includes(key))) },
  'map.update': (args, machine) => { machine.make(mapAt(args, 0).size + mapAt(args, 1).size); return new Map([...mapAt(args, 0), ...mapAt(args, 1)]) },
  'map.argmax': (args) => argOf(mapAt(args, 0), (o) => o > 0), 'map.argmin': (args) => argOf(mapAt(args, 0), (o) => o < 0),
  'map.map': (args, machine) => { machine.make(mapAt(args, 0).size); return new Map([...mapAt(args, 0)].map(([key, item]) => [key, called(args, 1, item)])) },
  'map.mapWithKey': (args, machine) => { machine.make(mapAt(args, 0).size); return new Map([...mapAt(args, 0)].map(([key, item]) => [key, called(args, 1, key, item)])) },
  'map.filter': (args) => new Map([...mapAt(args, 0)].filter(([, item]) => test(args, 1, item))),
  'map.filterWithKey': (args) => new Map([...mapAt(args, 0)].filter(([key, item]) => test(args, 1, key, item))),
  'map.zipmap': (args, machine) => { const [x, y] = [mapAt(args, 0), mapAt(args, 1)]; machine.make(x.size); return new Map([...x].map(([key, item]) => { const other = y.get(key); if (other === undefined) throw new RowProblem('maps with different keys'); return [key, called(args, 2, item, other)] })) },
}

function argOf(map: ReadonlyMap<string, Value>, better: (order: number) => boolean): string {
  // The first key in order of text wins a tie, as in the reference implementation.
  const keys = [...map.keys()].sort()
  const [first, ...rest] = keys
  if (first === undefined) throw new RowProblem('an empty map')
  return rest.reduce((best, key) => better(compare(map.get(key)!, map.get(best)!)) ? key : best, first)
}
