import { limits } from '../../limits'
import { tooLarge } from '../../problems'
import type { ForestBuilder, TreeParts } from '../../trees/forest'
import { NotScorable } from '../predictor'
import { compact, numbersIn, type PojoSource } from './source'

interface Growing {
  readonly feature: number[]
  readonly threshold: number[]
  readonly left: number[]
  readonly right: number[]
  readonly rule: number[]
  readonly set: number[]
  readonly value: number[]
}

/** What one class of tree code holds: its expression and the sets of categories it asks for. */
interface TreeCode {
  readonly text: string
  readonly sets: ReadonlyMap<string, readonly number[]>
}

const float = String.raw`(-?(?:\d+\.\d*(?:E-?\d+)?|\d+E-?\d+|Infinity))`
const range = String.raw`GenModel\.bitSetIsInRange\((\d+),(\d+),data\[\d+\]\)`
const conditions = {
  numberLeft: new RegExp(String.raw`^Double\.isNaN\(data\[(\d+)\]\)\|\|(?:\(data\[\1\]>=\d+\)\|\|)?(?:\(data\[\1\]<\d+\)&&)?\(?data\[\1\]<${float}f\)?$`),
  numberRight: new RegExp(String.raw`^(?:!Double\.isNaN\(data\[\d+\]\)&&)?(?:\(data\[\d+\]<\d+\)&&)?\(?data\[(\d+)\]<${float}f\)?$`),
  present: /^!Double\.isNaN\(data\[(\d+)\]\)(?:&&\(data\[\1\]<\d+\))?$/,
  setLeft: new RegExp(String.raw`^Double\.isNaN\(data\[(\d+)\]\)\|\|!${range}\|\|(?:\(data\[\1\]>=\d+\)\|\|)?\(${range}&&(?:\(data\[\1\]<\d+\)&&)?!GenModel\.bitSetContains\((\w+),(\d+),(\d+),data\[\1\]\)\)$`),
  setRight: new RegExp(String.raw`^!Double\.isNaN\(data\[(\d+)\]\)&&\(${range}&&(?:\(data\[\1\]<\d+\)&&)?!GenModel\.bitSetContains\((\w+),(\d+),(\d+),data\[\1\]\)\)$`),
} as const

/**
 * Reads a tree's code: `(condition ? left : right)` down to float literals, parts of large trees in classes of
 * their own. Read as data with one pattern per kind of condition; what fits none is named, not guessed.
 * @throws NotScorable when the code is of a shape that is not known.
 */
export function readTreeCode(source: PojoSource, name: string, group: number, builder: ForestBuilder, file: string): TreeParts {
  const tree: Growing = { feature: [], threshold: [], left: [], right: [], rule: [], set: [], value: [] }
  const add = (): number => {
    if (tree.feature.length >= limits.nodes) throw tooLarge(file, `more than ${limits.nodes} tree nodes`)
    for (const list of [tree.threshold, tree.left, tree.right, tree.rule, tree.value]) list.push(0)
    tree.set.push(-1)
    return tree.feature.push(-1) - 1
  }
  const known = new Map<string, TreeCode>()
  const used = new Set<string>()
  const codeOf = (part: string): TreeCode => {
    // A part that is used twice is no tree; it could also go on without end.
    if (used.has(part)) throw new NotScorable(`The code of ${part} is used more than once.`)
    used.add(part)
    const code = known.get(part) ?? treeCode(source, part, file)
    known.set(part, code)
    return code
  }
  const open: { readonly part: string; readonly node: number }[] = [{ part: name, node: add() }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) parse(codeOf(next.part), next.part, next.node)
  return { ...tree, group, cover: null }

  /** One expression from its first letter to its last; open nodes wait on a stack for their second part. */
  function parse({ text, sets }: TreeCode, part: string, root: number): void {
    const waiting: { readonly node: number; side: 'left' | 'right' }[] = []
    let [at, node] = [0, root]
    for (;;) {
      if (text[at] === '(') {
        const end = text.indexOf('?', at)
        if (end < 0) throw unknown(part)
        ask(node, text.slice(at + 1, end), sets, part)
        waiting.push({ node, side: 'left' })
        tree.left[node] = add()
        node = tree.left[node]!
        at = end + 1
        continue
      }
      const literal = /^-?[\d.]+(?:E-?\d+)?f|^(\w+)\.score0\(data\)/.exec(text.slice(at, at + 200))
      if (literal === null) throw unknown(part)
      if (literal[1] === undefined) tree.value[node] = Math.fround(Number(literal[0].slice(0, -1)))
      else open.push({ part: literal[1], node })
      at += literal[0].length
      while (waiting.at(-1)?.side === 'right' && text[at] === ')') {
        waiting.pop()
        at++
      }
      const above = waiting.at(-1)
      if (above === undefined) {
        if (at !== text.length) throw unknown(part)
        return
      }
      if (above.side === 'right' || text[at] !== ':') throw unknown(part)
      above.side = 'right'
      tree.right[above.node] = add()
      node = tree.right[above.node]!
      at++
    }
  }

  function ask(node: number, condition: string, sets: TreeCode['sets'], part: string): void {
    const column = (text: string): number => {
      const index = Number(text)
      if (index >= source.names.length) throw new NotScorable(`The code of ${part} asks for column ${index}, the model has ${source.names.length}.`)
      return index
    }
    const number = conditions.numberLeft.exec(condition) ?? conditions.numberRight.exec(condition)
    if (number !== null) {
      tree.feature[node] = column(number[1]!)
      tree.threshold[node] = Math.fround(Number(number[2]))
      tree.rule[node] = condition.startsWith('Double.isNaN') ? 0 : 1
      return
    }
    const present = conditions.present.exec(condition)
    if (present !== null) {
      tree.feature[node] = column(present[1]!)
      tree.threshold[node] = Infinity
      tree.rule[node] = 1
      return
    }
    const left = conditions.setLeft.exec(condition)
    const set = left ?? conditions.setRight.exec(condition)
    if (set === null) throw unknown(part)
    const [name, bits, from] = set.slice(-3)
    const bytes = sets.get(name!)
    const levels = source.domains[column(set[1]!)] ?? null
    if (bytes === undefined || levels === null) throw unknown(part)
    tree.feature[node] = column(set[1]!)
    tree.rule[node] = left === null ? 1 : 0
    const members: number[] = []
    for (let code = 0; code < levels.length; code++) {
      const bit = code - Number(from)
      const inRange = bit >= 0 && bit < Number(bits)
      if (inRange ? (((bytes[bit >> 3] ?? 0) >>> (bit & 7)) & 1) === 0 : left !== null) members.push(code)
    }
    if (builder.sets.length * levels.length > 200_000_000) throw tooLarge(file, 'its trees hold too many sets of categories')
    tree.set[node] = builder.addSet(members)
  }
}

function unknown(part: string): NotScorable {
  return new NotScorable(`The code of ${part} is of a shape that is not known here.`)
}

function treeCode(source: PojoSource, name: string, file: string): TreeCode {
  const body = source.classes.get(name)
  const expression = body === undefined ? null : /double pred =([^]*?);\s*return pred;/.exec(body)
  if (body === undefined || expression === null) throw unknown(name)
  const sets = new Map(Array.from(body.matchAll(/byte\[\] (\w+) = new byte\[\] \{([^}]*)\}/g), (found) => [found[1]!, numbersIn(found[2], file).map((byte) => byte & 255)]))
  return { text: compact(expression[1]!), sets }
}
