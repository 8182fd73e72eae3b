import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'

/** `model.ini` of a MOJO: key = value lines, the columns in scoring order (the response last) and domain files per column. */
export class MojoIni {
  readonly columns: readonly string[]
  /** Column index → number of levels and file name under `domains/`. */
  readonly domains: ReadonlyMap<number, readonly [levels: number, file: string]>
  private readonly entries: ReadonlyMap<string, string>
  private readonly file: string

  /** @throws ExpectedError `model.malformed`, `model.too-large`. */
  constructor(text: string, file: string) {
    const entries = new Map<string, string>()
    const columns: string[] = []
    const domains = new Map<number, readonly [number, string]>()
    let section = ''
    for (const raw of text.split(/\r\n|\r|\n/)) {
      const line = raw.trim()
      if (line === '' || line.startsWith('#')) continue
      if (line === '[info]' || line === '[columns]' || line === '[domains]') section = line
      else if (section === '[info]') {
        const at = line.indexOf('=')
        if (at < 0) throw malformed(file, `model.ini has the line "${line.slice(0, 60)}"`)
        entries.set(line.slice(0, at).trim(), line.slice(at + 1).trim())
      } else if (section === '[columns]') {
        if (columns.push(line) > limits.inputs) throw tooLarge(file, `more than ${limits.inputs} columns`)
      } else if (section === '[domains]') {
        const found = /^(\d{1,9}):\s*(\d{1,9}) (\S.*)$/.exec(line)
        if (found === null) throw malformed(file, `model.ini has the domain "${line.slice(0, 60)}"`)
        domains.set(Number(found[1]), [Number(found[2]), found[3]!])
      }
    }
    this.columns = columns
    this.domains = domains
    this.entries = entries
    this.file = file
    const declared = this.count('n_columns', limits.inputs)
    if (columns.length !== declared) throw malformed(file, `model.ini lists ${columns.length} columns and declares ${declared}`)
  }

  /** True when the key is there and not the word null. */
  has(key: string): boolean {
    const value = this.entries.get(key)
    return value !== undefined && value !== 'null'
  }

  text(key: string, fallback?: string): string {
    if (this.has(key)) return this.entries.get(key)!
    if (fallback !== undefined) return fallback
    throw malformed(this.file, `model.ini has no ${key}`)
  }

  flag(key: string, fallback?: boolean): boolean {
    const value = this.text(key, fallback === undefined ? undefined : String(fallback))
    if (value !== 'true' && value !== 'false') throw malformed(this.file, `${key} is neither true nor false`)
    return value === 'true'
  }

  number(key: string, fallback?: number): number {
    return this.parse(this.text(key, fallback === undefined ? undefined : String(fallback)), key)
  }

  /** A non-negative whole number up to `max`. */
  count(key: string, max: number, fallback?: number): number {
    const value = this.number(key, fallback)
    if (!Number.isInteger(value) || value < 0) throw malformed(this.file, `${key} is not a count`)
    if (value > max) throw tooLarge(this.file, `${key} is ${value}, the limit is ${max}`)
    return value
  }

  /** A list in square brackets; absent or null gives an empty one. */
  numbers(key: string): Float64Array {
    if (!this.has(key)) return new Float64Array(0)
    const text = this.entries.get(key)!
    if (!text.startsWith('[') || !text.endsWith(']')) throw malformed(this.file, `${key} is not a list of numbers`)
    const inner = text.slice(1, -1).trim()
    return inner === '' ? new Float64Array(0) : Float64Array.from(inner.split(','), (part) => this.parse(part.trim(), key))
  }

  /** A list of whole numbers. */
  integers(key: string): Float64Array {
    const values = this.numbers(key)
    if (!values.every((value) => Number.isInteger(value))) throw malformed(this.file, `${key} is not a list of whole numbers`)
    return values
  }

  private parse(text: string, key: string): number {
    const value = text === 'NaN' ? NaN : text === '' ? undefined : Number(text)
    if (value === undefined || (Number.isNaN(value) && text !== 'NaN')) throw malformed(this.file, `${key} is not a number`)
    return value
  }
}

/** Undoes the escapes of domain files: \n, \r and \\ (any other letter stands for itself). */
export function unescapeLine(line: string): string {
  return line.replace(/\\(.?)/gs, (_match, letter: string) => letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter)
}

/** Lines of a text file as Java reads them: a trailing line end makes no further line. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}
