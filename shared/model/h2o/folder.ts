import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import { decodeText } from '../read-bytes'
import { trainedOffset } from './details'
import { linesOf, MojoIni, unescapeLine } from './ini'

/** The members of a MOJO, or of a model within one, by name. */
export class MojoFolder {
  readonly file: string
  private readonly members: ReadonlyMap<string, Uint8Array>
  private readonly prefix: string

  constructor(members: ReadonlyMap<string, Uint8Array>, file: string, prefix = '') {
    this.members = members
    this.file = file
    this.prefix = prefix
  }

  has(name: string): boolean {
    return this.members.has(this.prefix + name)
  }

  /** @throws ExpectedError `model.malformed` when the member is absent. */
  bytes(name: string): Uint8Array {
    const found = this.members.get(this.prefix + name)
    if (found === undefined) throw malformed(this.file, `it has no member ${(this.prefix + name).slice(0, 120)}`)
    return found
  }

  text(name: string): string {
    return decodeText(this.bytes(name), this.file)
  }

  /** A model in a folder of this one. */
  within(folder: string): MojoFolder {
    return new MojoFolder(this.members, this.file, this.prefix + folder)
  }
}

/** What every MOJO says of itself, whatever its algorithm. */
export interface MojoHead {
  readonly folder: MojoFolder
  readonly ini: MojoIni
  readonly file: string
  readonly algorithm: string
  readonly version: number
  readonly category: string
  /** Input columns in scoring order. */
  readonly names: readonly string[]
  /** Levels per input column; null for numbers. */
  readonly levels: readonly (readonly string[] | null)[]
  readonly response: string | null
  /** Class names of a classifier; empty otherwise. */
  readonly classes: readonly string[]
  readonly classCount: number
  readonly threshold: number
  readonly balanced: boolean
  readonly prior: Float64Array
  readonly modelPrior: Float64Array
  readonly offsetColumn: string | null
}

/** The part of a head that tree models need once their trees are read. */
export type TreeHead = Pick<MojoHead, 'names' | 'levels' | 'classes' | 'classCount' | 'threshold' | 'balanced' | 'prior' | 'modelPrior' | 'offsetColumn'>

/** The part of a head that generalised linear models need. */
export type LinearHead = TreeHead & Pick<MojoHead, 'ini' | 'file'>

/**
 * Reads `model.ini` and the domains.
 * @throws ExpectedError `model.malformed`, `model.too-large`, `model.truncated`.
 */
export function readHead(folder: MojoFolder): MojoHead {
  const { file } = folder
  const ini = new MojoIni(folder.text('model.ini'), file)
  const features = ini.count('n_features', limits.inputs)
  if (features > ini.columns.length) throw malformed(file, `it has ${features} features in ${ini.columns.length} columns`)
  const supervised = ini.flag('supervised')
  const classCount = ini.count('n_classes', limits.outputs)
  const domains = ini.columns.map((_, column) => domainOf(folder, ini, column))
  if (domains.reduce((sum, domain) => sum + (domain?.length ?? 0), 0) > limits.values) throw tooLarge(file, 'more category levels than can be read safely')
  const category = ini.text('category')
  const own = supervised ? (domains.at(-1) ?? null) : null
  const classifier = ['Binomial', 'Multinomial', 'Ordinal'].includes(category)
  if (classifier && classCount < 2) throw malformed(file, `it is a classifier of ${classCount} classes`)
  if (classifier && own !== null && own.length !== classCount) throw malformed(file, `it has ${classCount} classes and ${own.length} class names`)
  return {
    folder, ini, file,
    algorithm: ini.text('algorithm'),
    version: ini.number('mojo_version'),
    category,
    names: ini.columns.slice(0, features),
    levels: domains.slice(0, features),
    response: supervised ? (ini.columns.at(-1) ?? null) : null,
    classes: classifier ? (own ?? Array.from({ length: classCount }, (_, k) => String(k))) : [],
    classCount,
    threshold: ini.number('default_threshold', 0.5),
    balanced: ini.flag('balance_classes', false),
    prior: ini.numbers('prior_class_distrib'),
    modelPrior: ini.numbers('model_class_distrib'),
    offsetColumn: ini.has('offset_column') ? ini.text('offset_column') : trainedOffset(folder),
  }
}

function domainOf(folder: MojoFolder, ini: MojoIni, column: number): readonly string[] | null {
  const domain = ini.domains.get(column)
  if (domain === undefined) return null
  const lines = linesOf(folder.text(`domains/${domain[1]}`))
  if (lines.length !== domain[0]) throw malformed(folder.file, `the domain of ${ini.columns[column]!.slice(0, 60)} has ${lines.length} levels, ${domain[0]} are declared`)
  return ini.flag('escape_domain_values', false) ? lines.map(unescapeLine) : lines
}
