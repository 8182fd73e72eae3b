import type { AnalysisContext, AnalysisDataset } from '../../../contract/analysis'
import { CancelledError, ExpectedError } from '../../../contract/errors'
import type { Column, Table } from '../../../contract/table'
import { canonicalOrder } from '../../common/canonical-order'
import { changeColumn, changesFor, featureReference, randomChanges, withColumns } from './changes'
import type { ChangeKind, ChangeSize, FeatureReference } from './changes'
import { combine, compareScores } from './measure'
import type { Effect, Replicate } from './measure'

export interface StudySettings extends ChangeSize {
  readonly tolerance: number
  readonly maxReplicates: number
}

export interface FeatureEffect {
  /** Column name; null for the joint change of all features. */
  readonly feature: string | null
  readonly kind: ChangeKind | 'joint'
  readonly effect: Effect
}

export interface Study {
  readonly effects: readonly FeatureEffect[]
  readonly notTested: readonly string[]
}

interface Setup {
  readonly table: Table
  readonly before: Float64Array
  readonly order: Uint32Array
  readonly threshold: number | null
  readonly settings: StudySettings
  readonly score: (table: Table) => Promise<Float64Array>
  readonly context: AnalysisContext
}

/** Changes every feature in every way that makes sense for it, and all together, and scores again. */
export async function perturb(table: Table, reference: AnalysisDataset, features: readonly string[], threshold: number | null, settings: StudySettings, score: (table: Table) => Promise<Float64Array>, context: AnalysisContext): Promise<Study> {
  const before = await score(table)
  const setup: Setup = { table, before, order: canonicalOrder(table, features, () => context.checkpoint()), threshold, settings, score, context }
  const effects: FeatureEffect[] = []
  const notTested: string[] = []
  const joint: { readonly column: Column; readonly reference: FeatureReference; readonly kind: ChangeKind }[] = []
  for (const [index, feature] of features.entries()) {
    context.progress({ phase: 'Perturbing', done: index, total: features.length + 1, unit: 'features' })
    const column = table.columns.find((candidate) => candidate.name === feature)
    const basis = reference.table.columns.find((candidate) => candidate.name === feature)
    if (column === undefined || basis === undefined || column.kind === 'text' || basis.kind !== column.kind) {
      notTested.push(`${feature}: ${column === undefined || basis === undefined ? 'the column is absent from the rows or from the reference' : 'free text is not perturbed'}.`)
      continue
    }
    context.checkpoint()
    const known = featureReference(basis)
    const kinds = changesFor(column)
    joint.push({ column, reference: known, kind: kinds.includes('noise-raw') ? 'noise-raw' : 'redraw' })
    for (const kind of kinds) {
      const outcome = await measure(setup, randomChanges.includes(kind), (replicate) => [change(setup, column, kind, known, replicate)])
      if (typeof outcome === 'string') notTested.push(`${feature}, ${kind}: ${outcome}`)
      else effects.push({ feature, kind, effect: outcome })
    }
  }
  if (joint.length > 1) {
    const outcome = await measure(setup, true, (replicate) => joint.map((part) => change(setup, part.column, part.kind, part.reference, replicate)))
    if (typeof outcome === 'string') notTested.push(`All features together: ${outcome}`)
    else effects.push({ feature: null, kind: 'joint', effect: outcome })
  }
  return { effects, notTested }
}

/** The same draws for a feature and replicate whatever is done with them: common random numbers. */
function change(setup: Setup, column: Column, kind: ChangeKind, known: FeatureReference, replicate: number): Column {
  return changeColumn(column, kind, known, setup.settings, setup.order, setup.context.rng.fork(`${column.name}/${String(replicate)}`), () => setup.context.checkpoint())
}

/** Repeats a change until its Monte-Carlo error is small enough; the scorer's refusal comes back as a sentence. */
async function measure(setup: Setup, random: boolean, changed: (replicate: number) => readonly Column[]): Promise<Effect | string> {
  const { settings, threshold } = setup
  const replicates: Replicate[] = []
  try {
    do {
      setup.context.checkpoint()
      const after = await setup.score(withColumns(setup.table, changed(replicates.length)))
      replicates.push(compareScores(setup.before, after, threshold, setup.order))
    } while (random && replicates.length < settings.maxReplicates && !precise(combine(replicates, threshold), settings.tolerance))
  } catch (thrown) {
    if (thrown instanceof ExpectedError && !(thrown instanceof CancelledError)) return `the artifact refuses it: ${thrown.message}`
    throw thrown
  }
  const effect = combine(replicates, threshold)
  return random ? effect : { ...effect, flipError: 0, changeError: 0 }
}

/** Error of the flip rate, or without a threshold of the mean change relative to itself. */
function precise(effect: Effect, tolerance: number): boolean {
  if (effect.flipRate !== null) return effect.flipError <= tolerance
  return !(effect.changeError > tolerance * Math.max(effect.meanChange ?? 0, Number.MIN_VALUE) * 10)
}
