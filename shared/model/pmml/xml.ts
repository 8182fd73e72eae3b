import { SaxesParser } from 'saxes'
import { ExpectedError } from '../../contract/errors'
import { limits } from '../limits'
import { malformed, tooLarge, truncated } from '../problems'

const none: readonly XmlElement[] = []
const noAttributes: Readonly<Record<string, string>> = {}

/** One XML element: local name, attributes, child elements, its own text. Namespaces are dropped, Extensions left out. */
export class XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  private children: XmlElement[] | null = null
  text = ''
  readonly file: string

  constructor(name: string, attributes: Readonly<Record<string, string>>, file: string) {
    this.name = name
    this.attributes = attributes
    this.file = file
  }

  /** Child elements in file order. */
  get elements(): readonly XmlElement[] {
    return this.children ?? none
  }

  add(child: XmlElement): void {
    if (this.children === null) this.children = [child]
    else this.children.push(child)
  }

  attr(name: string): string | null {
    return Object.hasOwn(this.attributes, name) ? this.attributes[name]! : null
  }

  /** An attribute that must be there. */
  need(name: string): string {
    const value = this.attr(name)
    if (value === null) throw malformed(this.file, `a ${this.name} has no ${name}`)
    return value
  }

  /** A number attribute; `fallback` where absent. */
  number(name: string, fallback: number): number {
    const text = this.attr(name)
    if (text === null) return fallback
    const value = parseNumber(text)
    if (Number.isNaN(value)) throw malformed(this.file, `${name}="${text.slice(0, 40)}" of a ${this.name} is not a number`)
    return value
  }

  child(name: string): XmlElement | null {
    return this.elements.find((element) => element.name === name) ?? null
  }

  all(name: string): readonly XmlElement[] {
    return this.elements.filter((element) => element.name === name)
  }
}

/** A number as XML Schema writes it: INF, -INF and NaN included; NaN for what is none. */
export function parseNumber(text: string): number {
  const clean = text.trim()
  if (clean === '') return NaN
  if (clean === 'INF' || clean === '+INF') return Infinity
  return clean === '-INF' ? -Infinity : Number(clean)
}

/** Items of a PMML Array: separated by white space, quoted where they hold any. */
export function arrayItems(element: XmlElement): readonly string[] {
  const items: string[] = []
  for (const match of element.text.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/g)) items.push(match[2] ?? match[1]!.replaceAll('\\"', '"'))
  return items
}

/**
 * Parses XML strictly. A DOCTYPE is refused outright: it is what entity expansion and external
 * entities need, and no model needs it. Depth and number of elements are bounded.
 * @throws ExpectedError `model.xml-doctype`, `model.truncated`, `model.too-large`.
 */
export function parseXml(text: string, file: string): XmlElement {
  const parser = new SaxesParser({ xmlns: false })
  const stack: XmlElement[] = []
  const roots: XmlElement[] = []
  let count = 0
  let skipped = 0
  parser.on('doctype', () => {
    throw new ExpectedError('model.xml-doctype', `${file} has a document type declaration, which can pull in other files or expand without end; it is not read.`, { file, remedy: 'Ask for the model exported without a DOCTYPE.' })
  })
  parser.on('error', (error) => { throw truncated(file, `its XML cannot be parsed (${error.message.replace(/\s+/g, ' ').slice(0, 120)})`) })
  parser.on('opentag', (tag) => {
    const local = tag.name.slice(tag.name.indexOf(':') + 1)
    if (skipped > 0 || local === 'Extension') {
      skipped++
      return
    }
    if (++count > limits.values / 4) throw tooLarge(file, `more than ${limits.values / 4} XML elements`)
    if (stack.length > 512) throw malformed(file, 'its XML is nested deeper than 512')
    // A plain object takes a fraction of the dictionary that the parser makes.
    const element = new XmlElement(local, Object.keys(tag.attributes).length === 0 ? noAttributes : { ...tag.attributes }, file)
    const parent = stack.at(-1)
    if (parent === undefined) roots.push(element)
    else parent.add(element)
    stack.push(element)
  })
  parser.on('closetag', () => {
    if (skipped > 0) skipped--
    else stack.pop()
  })
  const addText = (chunk: string): void => {
    const top = stack.at(-1)
    if (skipped === 0 && top !== undefined && (top.elements.length === 0 || chunk.trim() !== '')) top.text += chunk
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.write(text).close()
  const root = roots[0]
  if (root === undefined) throw truncated(file, 'it holds no XML element')
  return root
}
