import type { ByteSource, FolderFile } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelCard, ModelFormat, ReadModel } from '../../contract/model'
import { looksLikeZip, memberFiles } from '../archive/zip'
import { headBytes, limits } from '../limits'
import { malformed } from '../problems'
import { decodeText, readAllBytes } from '../read-bytes'
import { modelPaths, readMlModel, type MlModel } from './document'

const environmentFiles = ['requirements.txt', 'conda.yaml', 'python_env.yaml']

/**
 * An MLflow model: the zip of its folder, or its MLmodel file alone (then only shown). The model within
 * is read by the other formats.
 */
export function mlflow(formats: readonly ModelFormat[]): ModelFormat {
  return {
    id: 'mlflow',
    title: 'MLflow model folder (or its zip)',
    extensions: ['.zip'],
    folders: true,
    sniff(head: Uint8Array, source: ByteSource): number {
      if (source.files !== undefined) return source.files.some(({ path }) => path === 'MLmodel') ? 0.99 : 0
      const text = new TextDecoder('latin1').decode(head.slice())
      if (looksLikeZip(head)) return /PK\x03\x04[^]{26}([\w .-]+\/)*MLmodel/.test(text) ? 0.98 : /\.zip$/i.test(source.name) ? 0.1 : 0
      return (source.name === 'MLmodel' || /\.ya?ml$/.test(source.name)) && /^flavors:/m.test(text) ? 0.9 : 0
    },
    async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
      const files = source.files ?? await archiveFiles(source, job)
      if (files === null) return alone(readMlModel(decodeText(await readAllBytes(source, limits.textBytes, job), source.name), source.name))
      const place = files.map(({ path }) => path).filter((path) => path === 'MLmodel' || path.endsWith('/MLmodel')).sort((a, b) => a.length - b.length)[0]
      if (place === undefined) throw malformed(source.name, 'it holds no MLmodel file')
      const folder = place.slice(0, place.length - 'MLmodel'.length)
      const inside = files.filter(({ path }) => path.startsWith(folder)).map((file) => ({ path: file.path.slice(folder.length), source: file.source }))
      const text = async (path: string): Promise<string | null> => {
        const found = inside.find((file) => file.path === path)
        return found === undefined ? null : decodeText(await readAllBytes(found.source, smallBytes, job), source.name)
      }
      const model = readMlModel(await text('MLmodel') ?? '', source.name)
      const environment: { readonly file: string; readonly lines: readonly string[] }[] = []
      for (const file of environmentFiles) {
        const content = await text(file)
        if (content !== null) environment.push({ file, lines: content.slice(0, 100_000).split(/\r?\n/).filter((line) => line.trim() !== '') })
      }
      const path = modelPaths(model).flatMap((given) => inside.filter((file) => file.path === given || file.path.startsWith(`${given}/`)).map((file) => file.path))[0]
      const inner = inside.find((file) => file.path === path)
      if (path === undefined || inner === undefined) return { card: cardOf(null, model, environment, '', [missingModel(model, source.files === undefined ? 'archive' : 'folder')]), createScorer: null }
      const beside = path.slice(0, path.lastIndexOf('/') + 1)
      const siblings = inside.filter((file) => file.path.startsWith(beside)).map((file) => ({ path: file.path.slice(beside.length), source: file.source }))
      return within({ ...inner.source, name: path.slice(beside.length), siblings }, formats, model, environment, job)
    },
  }
}

/** Why there is no model to read: it is Python code, or its file is not there. */
function missingModel(model: MlModel, where: string): string {
  const flavours = Array.from(model.flavours.keys())
  return flavours.every((flavour) => flavour === 'python_function') ? authorsCode(model)
    : `The flavours (${flavours.join(', ')}) name no model file that is in the ${where}.`
}

/** Why a model of python_function alone is not scored: what it is made of is code. */
function authorsCode(model: MlModel): string {
  const entries = model.flavours.get('python_function') ?? {}
  const loader = typeof entries['loader_module'] === 'string' && entries['loader_module'] !== 'mlflow.pyfunc.model' ? `, loaded by its module ${entries['loader_module'].slice(0, 80)}` : ''
  return `Its only flavour is python_function${loader}: the model is Python code of its author, which is not run here.`
}

/** Why a model file in no known format is not scored, by the library that wrote it. */
function unknownFile(model: MlModel, file: string): string {
  const flavours = Array.from(model.flavours.keys()).filter((flavour) => flavour !== 'python_function')
  return flavours.length === 0 ? authorsCode(model) : `Its flavour is ${flavours.join(', ')}: the model file ${file} is in a format that is not scored here.`
}

/** Bytes an MLmodel or environment file may have. */
const smallBytes = 4 * 1024 * 1024

/** The files of a zip, each unpacked when it is read; null when the source is no zip. */
async function archiveFiles(source: ByteSource, job: JobContext): Promise<readonly FolderFile[] | null> {
  if (!looksLikeZip(await source.slice(0, 4))) return null
  const bytes = await readAllBytes(source, limits.binaryBytes, job)
  return memberFiles(bytes, source.name)
}

type Environment = readonly { readonly file: string; readonly lines: readonly string[] }[]

async function within(source: ByteSource, formats: readonly ModelFormat[], model: MlModel, environment: Environment, job: JobContext): Promise<ReadModel> {
  const head = await source.slice(0, Math.min(headBytes, source.size))
  const best = formats.map((format) => ({ format, score: format.sniff(head, source) })).sort((a, b) => b.score - a.score)[0]
  if (best === undefined || best.score === 0) return { card: cardOf(null, model, environment, source.name, [unknownFile(model, source.name)]), createScorer: null }
  const read = await best.format.read(source, job)
  const card = cardOf(read.card, model, environment, source.name, [])
  const create = read.createScorer
  if (create === null) return { card, createScorer: null }
  // A model without column names takes those of the signature.
  return {
    card,
    createScorer: (mapping) => create(Object.fromEntries(read.card.inputs.flatMap((input, i) => {
      const name = card.inputs[i]!.name
      const column = Object.hasOwn(mapping, name) ? mapping[name]! : name
      return name === input.name && column === name ? [] : [[input.name, column]]
    }))),
  }
}

function alone(model: MlModel): ReadModel {
  return { card: cardOf(null, model, [], '', ['This is the MLmodel file alone: choose its folder, or the zip of it, to score the model.']), createScorer: null }
}

function cardOf(inner: ModelCard | null, model: MlModel, environment: Environment, file: string, reasons: readonly string[]): ModelCard {
  const base: ModelCard = inner ?? { format: 'mlflow', formatVersion: '', producer: 'MLflow', task: 'regression', classes: [], inputs: [], outputs: [], facts: [], structure: [], featureUse: [], unsupported: [], security: [], edits: [] }
  const signature = model.inputs
  const named = signature?.length === base.inputs.length && base.inputs.every((input) => input.positional) ? signature : null
  return {
    ...base,
    format: 'mlflow',
    formatVersion: model.version === '' ? base.formatVersion : `MLflow ${model.version}${inner === null ? '' : `, ${inner.format}`}`,
    inputs: named === null ? (inner === null && signature !== null ? signature.map(({ name, type }) => ({ name, type: type === 'string' ? 'text' as const : type === 'boolean' ? 'boolean' as const : 'number' as const, positional: false })) : base.inputs)
      : base.inputs.map((input, i) => ({ ...input, name: named[i]!.name, positional: false })),
    facts: [
      ...base.facts,
      { label: 'Flavours', value: Array.from(model.flavours.keys()).join(', ') },
      ...(file === '' ? [] : [{ label: 'Model file', value: file }]),
      ...(model.run === '' ? [] : [{ label: 'Run', value: model.run }]),
      ...(model.created === '' ? [] : [{ label: 'Created (as the file says)', value: model.created }]),
      ...environment.filter(({ file: name }) => name === 'requirements.txt').map(({ lines }) => ({ label: 'Environment', value: lines.join(', ') })),
    ],
    structure: [
      ...base.structure,
      ...(signature === null ? [] : [{ label: 'Signature', detail: `${signature.length} inputs`, children: signature.map(({ name, type }) => ({ label: name, detail: type, children: [] })) }]),
      ...environment.map(({ file: name, lines }) => ({ label: name, detail: `${lines.length} lines`, children: lines.slice(0, 500).map((line) => ({ label: line, detail: '', children: [] })) })),
    ],
    unsupported: [...base.unsupported, ...reasons],
  }
}
