import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import { formatKind } from './number-format'
import type { FormatKind } from './number-format'
import { readXml } from './xml-events'
import { zipEntries } from './zip'
import type { ZipEntry } from './zip'

/** One worksheet of a workbook. */
export interface SheetEntry {
  readonly name: string
  /** `visible`, `hidden` or `veryHidden` (only macros can show it). */
  readonly state: string
  readonly entry: ZipEntry
}

/** What a workbook says about itself, and where its parts are. */
export interface Workbook {
  readonly sheets: readonly SheetEntry[]
  /** Days count from 1904-01-01 instead of 1899-12-31. */
  readonly from1904: boolean
  readonly strings: ZipEntry | null
  /** What each cell style shows numbers as. */
  readonly formats: readonly FormatKind[]
}

interface Relation {
  readonly type: string
  readonly target: string
}

/** Characters of shared texts that are kept in memory. */
const textLimit = 400e6

function attribute(attributes: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(attributes, name) ? attributes[name]! : ''
}

async function relations(source: ByteSource, entries: ReadonlyMap<string, ZipEntry>, part: string, job: JobContext): Promise<ReadonlyMap<string, Relation>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const found = new Map<string, Relation>()
  const entry = entries.get(`${folder}_rels/${part.slice(folder.length)}.rels`)
  if (entry === undefined) return found
  await readXml(source, entry, job, {
    open(name, attributes) {
      if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return
      const target = attribute(attributes, 'Target').toLowerCase()
      const type = attribute(attributes, 'Type')
      found.set(attribute(attributes, 'Id'), { type: type.slice(type.lastIndexOf('/') + 1), target: target.startsWith('/') ? target.slice(1) : resolvePath(folder, target) })
    },
  })
  return found
}

function resolvePath(folder: string, target: string): string {
  const parts = folder.split('/').filter((part) => part !== '')
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/**
 * Opens a workbook: its sheets in order, its date system, its number formats.
 * @throws ExpectedError `excel.not-a-workbook`, `excel.binary`, `excel.malformed`.
 */
export async function openWorkbook(source: ByteSource, job: JobContext): Promise<Workbook> {
  const entries = await zipEntries(source)
  const main = [...(await relations(source, entries, '', job)).values()].find((relation) => relation.type === 'officeDocument')?.target ?? 'xl/workbook.xml'
  if (main.endsWith('.bin')) throw new ExpectedError('excel.binary', `${source.name} is a binary workbook (XLSB), which is not read here.`, { file: source.name, remedy: 'Save it as XLSX or CSV.' })
  const workbook = entries.get(main)
  if (workbook === undefined || !main.startsWith('xl/')) throw new ExpectedError('excel.not-a-workbook', `${source.name} is an archive without a workbook in it.`, { file: source.name, remedy: 'Unpack it and open the data file in it.' })
  const links = await relations(source, entries, main, job)
  const sheets: SheetEntry[] = []
  let from1904 = false
  await readXml(source, workbook, job, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attribute(attributes, 'date1904'))
      if (name !== 'sheet') return
      const key = Object.keys(attributes).find((candidate) => candidate.endsWith(':id'))
      const link = key === undefined ? undefined : links.get(attribute(attributes, key))
      const entry = link?.type === 'worksheet' ? entries.get(link.target) : undefined
      if (entry !== undefined) sheets.push({ name: attribute(attributes, 'name'), state: attribute(attributes, 'state') || 'visible', entry })
    },
  })
  const part = (type: string): ZipEntry | null => entries.get([...links.values()].find((link) => link.type === type)?.target ?? '') ?? null
  const styles = part('styles')
  return { sheets, from1904, strings: part('sharedStrings'), formats: styles === null ? [] : await readFormats(source, styles, job) }
}

async function readFormats(source: ByteSource, entry: ZipEntry, job: JobContext): Promise<readonly FormatKind[]> {
  const codes = new Map<number, string>()
  const formats: FormatKind[] = []
  let inside = false
  await readXml(source, entry, job, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode'))
      else if (name === 'cellXfs') inside = true
      else if (name === 'xf' && inside) {
        const id = Number(attribute(attributes, 'numFmtId') || '0')
        formats.push(formatKind(id, codes.get(id)))
      }
    },
    close(name) {
      if (name === 'cellXfs') inside = false
    },
  })
  return formats
}

/** A text as it is meant: `_x000D_` stands for the character with that code (ECMA-376 Part 1, 22.9.2.19). */
export function unescapeText(text: string): string {
  return text.includes('_x') ? text.replace(/_x([0-9a-fA-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))) : text
}

/**
 * The workbook's shared texts, runs joined, phonetic hints left out.
 * @throws ExpectedError `excel.too-large`, `excel.malformed`.
 */
export async function sharedStrings(source: ByteSource, entry: ZipEntry | null, job: JobContext): Promise<readonly string[]> {
  const strings: string[] = []
  if (entry === null) return strings
  let text = ''
  let open = false
  let phonetic = false
  let length = 0
  await readXml(source, entry, job, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') open = !phonetic
    },
    text(value) {
      if (open) text += value
    },
    close(name) {
      if (name === 't') open = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') {
        length += text.length
        if (length > textLimit) throw new ExpectedError('excel.too-large', `${source.name} has more than ${textLimit.toLocaleString('en')} characters of text.`, { file: source.name, remedy: 'Save the sheet as CSV.' })
        strings.push(unescapeText(text))
      }
    },
  })
  return strings
}
