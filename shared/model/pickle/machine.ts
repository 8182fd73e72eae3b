import type { JobContext } from '../../contract/job'
import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import { build, callResult } from './calls'
import type { Cursor } from './cursor'
import { arrayBehind, isArrayWrapper } from './joblib'
import { integerOfBytes, integerOfText, latin1Text, plainText, quotedText, utf8 } from './literals'
import { NdArray } from './numpy'
import { PyDict, PyGlobal, PyObject, PySet, type PyValue } from './values'

/** Everything one file shares over the pickles nested in it. */
export interface PickleReading {
  readonly cursor: Cursor
  readonly file: string
  readonly job: JobContext
  /** Every name a loader would import, in file order, each once. */
  readonly globals: Map<string, PyGlobal>
  objects: number
  protocol: number
}

/**
 * Reads one pickle (protocols 0 to 5) as data: opcodes build values, and nothing is imported or called.
 * Leaves the cursor behind its STOP.
 * @throws ExpectedError `model.truncated`, `model.malformed`, `model.too-large`.
 */
export function readPickle(reading: PickleReading, depth = 0): PyValue {
  if (depth > 8) throw malformed(reading.file, 'pickles are nested too deeply')
  return new Machine(reading, depth).run()
}

/** What a dictionary, and an object with its entries, take beside a number. */
const dictCost = 12
const objectCost = 16

class Machine {
  private readonly stack: PyValue[] = []
  private readonly marks: number[] = []
  private readonly memo: PyValue[] = []
  private remembered = 0
  private readonly r: PickleReading
  private readonly depth: number

  constructor(reading: PickleReading, depth: number) {
    this.r = reading
    this.depth = depth
  }

  run(): PyValue {
    const { cursor } = this.r
    for (let steps = 0; ; steps++) {
      if (steps % 4096 === 0) this.r.job.checkpoint()
      const opcode = cursor.u8()
      if (opcode === 0x2e) return this.pop()
      this.step(opcode, cursor)
      this.spend(1)
    }
  }

  /** Counts values by what they take in memory: an empty dictionary is as much as many numbers. */
  private spend(cost: number): void {
    this.r.objects += cost
    if (this.r.objects > limits.values) throw tooLarge(this.r.file, `it makes more than ${limits.values} values`)
  }

  private step(opcode: number, c: Cursor): void {
    switch (String.fromCharCode(opcode)) {
      case '\x80': this.r.protocol = Math.max(this.r.protocol, c.u8()); return
      case '\x95': c.u64(); return
      case 'N': this.push(null); return
      case '\x88': this.push(true); return
      case '\x89': this.push(false); return
      case 'I': { const text = c.line(); this.push(text === '01' ? true : text === '00' ? false : integerOfText(text, this.r.file)); return }
      case 'L': this.push(integerOfText(c.line().replace(/L$/, ''), this.r.file)); return
      case 'J': this.push(c.i32()); return
      case 'K': this.push(c.u8()); return
      case 'M': this.push(c.u16()); return
      case '\x8a': this.push(integerOfBytes(c.take(c.u8()))); return
      case '\x8b': this.push(integerOfBytes(c.take(c.u32()))); return
      case 'F': this.push(Number(c.line().replace(/^(-?)inf$/, '$1Infinity'))); return
      case 'G': this.push(c.f64()); return
      case 'S': this.push(quotedText(c.line(), this.r.file)); return
      case 'V': this.push(plainText(c.line())); return
      case 'T': this.push(latin1Text(c.take(c.u32()))); return
      case 'U': this.push(latin1Text(c.take(c.u8()))); return
      case 'X': this.push(utf8(c.take(c.u32()))); return
      case '\x8c': this.push(utf8(c.take(c.u8()))); return
      case '\x8d': this.push(utf8(c.take(c.u64()))); return
      case 'B': this.push(c.take(c.u32())); return
      case 'C': this.push(c.take(c.u8())); return
      case '\x8e': case '\x96': this.push(c.take(c.u64())); return
      case '(': this.marks.push(this.stack.length); return
      case '0': if (this.stack.length > (this.marks.at(-1) ?? 0)) this.stack.pop(); else this.marks.pop(); return
      case '1': this.toMark(); return
      case '2': this.push(this.top()); return
      case ')': case ']': this.spend(3); this.push([]); return
      case 't': case 'l': this.push(this.toMark()); return
      case '\x85': this.push([this.pop()]); return
      case '\x86': this.push(this.popMany(2)); return
      case '\x87': this.push(this.popMany(3)); return
      case '}': this.spend(dictCost); this.push(new PyDict()); return
      case 'd': { this.spend(dictCost); const dict = new PyDict(); this.setItems(dict, this.toMark()); this.push(dict); return }
      case '\x8f': this.spend(dictCost); this.push(new PySet([])); return
      case '\x91': this.push(new PySet([...this.toMark()])); return
      case '\x90': { const items = this.toMark(); const set = this.top(); if (set instanceof PySet) for (const item of items) set.items.push(item); return }
      case 'a': { const item = this.pop(); this.append([item]); return }
      case 'e': this.append(this.toMark()); return
      case 's': { const pair = this.popMany(2); this.setItems(this.top(), pair); return }
      case 'u': { const items = this.toMark(); this.setItems(this.top(), items); return }
      case 'p': this.remember(Number(c.line())); return
      case 'q': this.remember(c.u8()); return
      case 'r': this.remember(c.u32()); return
      case '\x94': this.remember(this.remembered); return
      case 'g': this.recall(Number(c.line())); return
      case 'h': this.recall(c.u8()); return
      case 'j': this.recall(c.u32()); return
      case 'c': { const module = c.line(); this.global(module, c.line()); return }
      case '\x93': { const [module, name] = this.popMany(2); this.global(textOr(module), textOr(name)); return }
      case 'i': { const module = c.line(); const name = c.line(); const args = this.toMark(); this.global(module, name); this.call(this.pop(), args); return }
      case 'o': { const [callee, ...args] = this.toMark(); this.call(callee ?? null, args); return }
      case 'R': case '\x81': { const [callee, args] = this.popMany(2); this.call(callee!, listOf(args)); return }
      case '\x92': { const [callee, args, named] = this.popMany(3); this.call(callee!, [...listOf(args), named!]); return }
      case 'b': this.build(); return
      case 'P': this.push(new PyObject(new PyGlobal('', 'persistent id'), [c.line()])); return
      case 'Q': this.push(new PyObject(new PyGlobal('', 'persistent id'), [this.pop()])); return
      default: throw malformed(this.r.file, `byte ${c.at - 1} is not a pickle instruction that is read here (0x${opcode.toString(16)})`)
    }
  }

  private global(module: string, name: string): void {
    const path = `${module}.${name}`
    let found = this.r.globals.get(path)
    if (found === undefined) {
      this.spend(dictCost)
      this.r.globals.set(path, found = new PyGlobal(module, name))
    }
    this.push(found)
  }

  private call(callee: PyValue, args: readonly PyValue[]): void {
    this.spend(objectCost)
    this.push(callResult(callee, args, this.r.file))
  }

  private build(): void {
    const state = this.pop()
    const target = this.top()
    build(target, state, this.r.file)
    if (isArrayWrapper(target)) {
      this.pop()
      this.push(arrayBehind(target, this.r, () => readPickle(this.r, this.depth + 1)))
    }
  }

  private append(items: readonly PyValue[]): void {
    const target = this.top()
    if (target instanceof PyObject) for (const item of items) target.list.push(item)
    else if (Array.isArray(target)) for (const item of items) (target as PyValue[]).push(item)
    else throw malformed(this.r.file, 'it appends to something that is not a list')
  }

  private setItems(target: PyValue, items: readonly PyValue[]): void {
    const dict = target instanceof PyObject ? target.dict : target
    if (!(dict instanceof PyDict) || items.length % 2 !== 0) throw malformed(this.r.file, 'it sets an entry on something that is not a dictionary')
    for (let i = 0; i < items.length; i += 2) dict.entries.set(items[i]!, items[i + 1]!)
  }

  private recall(index: number): void {
    const value = this.memo[index]
    if (value === undefined) throw malformed(this.r.file, `it refers to entry ${index} of its memo, which does not exist`)
    this.push(value)
  }

  private remember(index: number): void {
    if (!(index >= 0 && index <= limits.values)) throw malformed(this.r.file, `it uses entry ${index} of its memo`)
    if (this.memo[index] === undefined) this.remembered++
    this.memo[index] = this.top()
  }

  private push(value: PyValue): void {
    this.stack.push(value)
  }

  private top(): PyValue {
    if (this.stack.length === 0) throw malformed(this.r.file, 'its instructions use a value that was never made')
    return this.stack.at(-1)!
  }

  private pop(): PyValue {
    const value = this.top()
    this.stack.pop()
    return value
  }

  private popMany(count: number): PyValue[] {
    if (this.stack.length < count) throw malformed(this.r.file, 'its instructions use values that were never made')
    return this.stack.splice(this.stack.length - count)
  }

  private toMark(): PyValue[] {
    const mark = this.marks.pop()
    if (mark === undefined || mark > this.stack.length) throw malformed(this.r.file, 'its instructions use a mark that was never set')
    return this.stack.splice(mark)
  }
}

function textOr(value: PyValue | undefined): string {
  return typeof value === 'string' ? value : '?'
}

function listOf(value: PyValue | undefined): readonly PyValue[] {
  return Array.isArray(value) ? value as readonly PyValue[] : value === undefined || value instanceof NdArray ? [] : [value]
}
