import type { ModelCard } from '../../contract/model'
import { environmentOf } from './environment'
import { structureDifferences } from './structure'

/** What a difference is about, in the order a person reads them. */
export type DifferenceArea = 'format' | 'inputs' | 'outputs' | 'size' | 'use' | 'structure' | 'environment' | 'warnings'

/** One thing that is not the same in two versions of an artifact. */
export interface CardDifference {
  readonly area: DifferenceArea
  readonly item: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** Empty where added. */
  readonly was: string
  /** Empty where removed. */
  readonly is: string
}

export interface CardComparison {
  readonly differences: readonly CardDifference[]
  /** Differences of structure beyond those listed. */
  readonly unlisted: number
  /** One sentence. */
  readonly headline: string
}

/** Facts that name a file or a moment: two versions differ in them as a matter of course. */
const ofTheFile = new Set(['Timestamp', 'Run', 'Created (as the file says)', 'Model file', 'Environment'])

/**
 * What differs between two versions of an artifact, as far as their cards tell: format and producer,
 * inputs, outputs and classes, counts and parameters, use of the inputs (splits or non-zero
 * coefficients), the structure that is shown (trees, coefficients), the environment, and warnings.
 * Inputs are matched by name, so a changed order of positional inputs counts as a change too.
 * Numbers are compared as they are written. Structure beyond what the cards show is not compared.
 */
export function compareCards(was: ModelCard, is: ModelCard): CardComparison {
  const structure = structureDifferences(was.structure, is.structure)
  const differences: readonly CardDifference[] = [
    ...pairs('format', [['Format', was.format, is.format], ['Format version', was.formatVersion, is.formatVersion], ['Written by', was.producer, is.producer], ['Task', was.task, is.task]]),
    ...maps('inputs', new Map(was.inputs.map((input) => [input.name, input.type])), new Map(is.inputs.map((input) => [input.name, input.type]))),
    ...levels(was, is),
    ...order(was, is),
    ...pairs('outputs', [['Classes, in order', was.classes.join(', '), is.classes.join(', ')]]),
    ...maps('outputs', new Map(was.outputs.map((output) => [output.name, output.kind])), new Map(is.outputs.map((output) => [output.name, output.kind]))),
    ...maps('size', facts(was), facts(is)),
    ...maps('use', uses(was), uses(is)),
    ...structure.differences,
    ...maps('environment', environmentOf(was), environmentOf(is)),
    ...sets('Not supported', was.unsupported, is.unsupported), ...sets('Security', was.security, is.security), ...sets('Changed before scoring', was.edits, is.edits),
  ]
  return { differences, unlisted: structure.unlisted, headline: headlineOf(differences, structure.unlisted) }
}

function headlineOf(differences: readonly CardDifference[], unlisted: number): string {
  if (differences.length === 0) return 'Nothing that the two artifacts tell of themselves differs.'
  const inputs = differences.filter((difference) => difference.area === 'inputs')
  const count = (kind: CardDifference['kind']): number => inputs.filter((difference) => difference.kind === kind).length
  const words = [[count('added'), 'added'], [count('removed'), 'removed'], [count('changed'), 'changed']].filter(([n]) => n !== 0).map(([n, word]) => `${n} ${word}`)
  const rest = differences.length - inputs.length + unlisted
  return `Inputs: ${words.length === 0 ? 'the same' : words.join(', ')}. ${rest === 0 ? 'Nothing else differs.' : `${rest} other ${rest === 1 ? 'difference' : 'differences'}.`}`
}

function pairs(area: DifferenceArea, items: readonly (readonly [item: string, was: string, is: string])[]): readonly CardDifference[] {
  return items.filter(([, was, is]) => was !== is).map(([item, was, is]) => ({ area, item, kind: was === '' ? 'added' : is === '' ? 'removed' : 'changed', was, is }))
}

function maps(area: DifferenceArea, was: ReadonlyMap<string, string>, is: ReadonlyMap<string, string>): readonly CardDifference[] {
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((item): readonly CardDifference[] => {
    const [before, after] = [was.get(item), is.get(item)]
    if (before === after) return []
    return [{ area, item, kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed', was: before ?? '', is: after ?? '' }]
  })
}

function sets(item: string, was: readonly string[], is: readonly string[]): readonly CardDifference[] {
  return [
    ...is.filter((line) => !was.includes(line)).map((line): CardDifference => ({ area: 'warnings', item, kind: 'added', was: '', is: line })),
    ...was.filter((line) => !is.includes(line)).map((line): CardDifference => ({ area: 'warnings', item, kind: 'removed', was: line, is: '' })),
  ]
}

/** Levels of inputs that both have, where both list them. */
function levels(was: ModelCard, is: ModelCard): readonly CardDifference[] {
  const known = new Map(was.inputs.map((input) => [input.name, input.levels]))
  return is.inputs.flatMap((input): readonly CardDifference[] => {
    const before = known.get(input.name)
    if (before === undefined || input.levels === undefined) return []
    return pairs('inputs', [[`${input.name}: levels, in order`, before.join(', '), input.levels.join(', ')]])
  })
}

/** The order matters where inputs go by position. */
function order(was: ModelCard, is: ModelCard): readonly CardDifference[] {
  const common = new Set(was.inputs.map((input) => input.name).filter((name) => is.inputs.some((input) => input.name === name)))
  const [before, after] = [was, is].map((card) => card.inputs.map((input) => input.name).filter((name) => common.has(name)).join(', '))
  return pairs('inputs', [['Order of the inputs that both have', before!, after!]])
}

function facts(card: ModelCard): ReadonlyMap<string, string> {
  return new Map(card.facts.filter((fact) => !ofTheFile.has(fact.label)).map((fact) => [fact.label, fact.value]))
}

function uses(card: ModelCard): ReadonlyMap<string, string> {
  return new Map(card.featureUse.map((use) => [use.name, use.gain === undefined ? `${use.uses} uses` : `${use.uses} uses, gain ${Number(use.gain.toPrecision(6))}`]))
}
