import { memorySource, type ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelCard, ModelFormat, ReadModel, StructureNode } from '../../contract/model'
import { looksLikeZip, zipMembers, zipNames } from '../archive/zip'
import { headBytes, limits } from '../limits'
import { readAllBytes } from '../read-bytes'
import { readClass, type ClassHead } from './class-file'

/** Classes whose heads are read, and shown. */
const maxClasses = 2000
const modelEndings = /\.(zip|mojo|java|pmml|xml|onnx|json|ubj|bst|txt|cbm|pkl|joblib)$/i

/**
 * A Java archive: its manifest, its classes (listed, never run) and the model inside, if there is one in a
 * form that the other formats read. Classes alone are shown; such a model is reviewed by its recorded predictions.
 */
export function javaArchive(formats: readonly ModelFormat[]): ModelFormat {
  return {
    id: 'java-archive',
    title: 'Java archive (JAR)',
    extensions: ['.jar', '.war'],
    sniff(head: Uint8Array, source: ByteSource): number {
      if (!looksLikeZip(head)) return 0
      const text = new TextDecoder('latin1').decode(head.slice())
      return /PK\x03\x04[^]{26}META-INF\//.test(text) ? 0.96 : /\.[jw]ar$/i.test(source.name) ? 0.6 : /PK\x03\x04[^]{26}[\w/$-]+\.class/.test(text) ? 0.5 : 0
    },
    async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
      const bytes = await readAllBytes(source, limits.binaryBytes, job)
      const names = zipNames(bytes, source.name)
      const classNames = names.filter((name) => name.endsWith('.class'))
      // A nested class carries its outer class's name and a $; the outer ones say what the archive is for.
      const chosen = new Set(classNames.filter((name) => !name.includes('$')).slice(0, maxClasses))
      const heads = new Map(Array.from(zipMembers(bytes, source.name, (name) => chosen.has(name)), ([name, content]) => [name, readClass(content)] as const))
      const manifest = zipMembers(bytes, source.name, (name) => name === 'META-INF/MANIFEST.MF').get('META-INF/MANIFEST.MF')
      const contents: Contents = { names, classNames, heads, manifest: manifest === undefined ? [] : new TextDecoder().decode(manifest.slice(0, 100_000)).split(/\r?\n/).filter((line) => line.trim() !== '') }
      const found = await inner(bytes, source.name, names, formats)
      if (found === null) return { card: cardOf(null, contents, null), createScorer: null }
      const read = await found.format.read(found.source, job)
      return { card: cardOf(read.card, contents, found.path), createScorer: read.createScorer }
    },
  }
}

interface Contents {
  readonly names: readonly string[]
  readonly classNames: readonly string[]
  readonly heads: ReadonlyMap<string, ClassHead | null>
  readonly manifest: readonly string[]
}

interface Found {
  readonly path: string
  readonly source: ByteSource
  readonly format: ModelFormat
}

/** The archive itself as a MOJO, or its first member that a format recognises for sure. */
async function inner(bytes: Uint8Array, file: string, names: readonly string[], formats: readonly ModelFormat[]): Promise<Found | null> {
  if (names.includes('model.ini')) {
    const format = formats.find((known) => known.id === 'h2o-mojo')
    if (format !== undefined) return { path: 'model.ini', source: memorySource(file, bytes), format }
  }
  for (const path of names.filter((name) => modelEndings.test(name) && !name.startsWith('META-INF/')).slice(0, 10)) {
    const content = zipMembers(bytes, file, (name) => name === path).get(path)
    if (content === undefined || content.length === 0) continue
    const source = memorySource(path.slice(path.lastIndexOf('/') + 1), content)
    const head = await source.slice(0, Math.min(headBytes, source.size))
    const best = formats.map((format) => ({ format, score: format.sniff(head, source) })).sort((a, b) => b.score - a.score)[0]
    if (best !== undefined && best.score >= 0.9) return { path, source, format: best.format }
  }
  return null
}

function cardOf(model: ModelCard | null, { names, classNames, heads, manifest }: Contents, path: string | null): ModelCard {
  const generated = Array.from(heads.values()).filter((head) => head !== null).filter((head) => head.extends === 'hex.genmodel.GenModel')
  const base: ModelCard = model ?? { format: 'java-archive', formatVersion: '', producer: 'Java', task: 'regression', classes: [], inputs: [], outputs: [], facts: [], structure: [], featureUse: [], unsupported: [], security: [], edits: [] }
  const entry = (key: string): string => manifest.find((line) => line.startsWith(`${key}:`))?.slice(key.length + 1).trim() ?? ''
  const created = entry('Created-By')
  return {
    ...base,
    format: 'java-archive',
    formatVersion: model === null ? '' : `${model.format}, ${model.formatVersion}`,
    producer: model?.producer ?? (generated.length > 0 ? 'H2O' : created === '' ? 'Java' : `Java ${created}`),
    facts: [
      ...base.facts,
      ...(path === null ? [] : [{ label: 'Model file', value: path }]),
      { label: 'Members', value: String(names.length) },
      { label: 'Java classes', value: String(classNames.length) },
      ...generated.map((head) => ({ label: 'Compiled H2O POJO', value: `${head.name}${algorithmOf(head)}` })),
      ...(entry('Main-Class') === '' ? [] : [{ label: 'Main class', value: entry('Main-Class') }]),
      ...(created === '' ? [] : [{ label: 'Created by (as the file says)', value: created }]),
    ],
    structure: [
      ...base.structure,
      ...(manifest.length === 0 ? [] : [list('Manifest', `${manifest.length} lines`, manifest)]),
      ...(classNames.length === 0 ? [] : [list('Classes', `${classNames.length}, listed and not run`, classNames.map((name) => name.slice(0, -'.class'.length).replaceAll('/', '.')))]),
    ],
    unsupported: [
      ...base.unsupported,
      ...(model !== null ? [] : generated.length > 0
        ? [`The model is compiled Java (${generated.map((head) => head.name).join(', ')}): classes are not run here. Its MOJO, or the POJO's source, can be scored.`]
        : ['The archive holds no model in a form that is read here, and Java classes are not run.']),
    ],
    security: [...base.security, ...(classNames.length === 0 ? [] : [`The archive holds ${classNames.length} compiled Java classes, code that would run when the archive is used. Nothing was run here.`])],
  }
}

/** The algorithm named by H2O's annotation, where the class has it. */
function algorithmOf({ texts }: ClassHead): string {
  const found = texts.indexOf('algorithm')
  const value = found < 0 ? undefined : texts[found + 1]
  return value !== undefined && /^[a-z]{2,20}$/.test(value) ? `, algorithm ${value}` : ''
}

function list(label: string, detail: string, items: readonly string[]): StructureNode {
  return { label, detail, children: items.slice(0, 500).map((item) => ({ label: item, detail: '', children: [] })) }
}
