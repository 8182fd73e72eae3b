import { limits } from '../../limits'
import { malformed, tooLarge } from '../../problems'
import type { MojoHead } from '../folder'
import { NotScorable, type Predictor } from '../predictor'

/** A base model and where its columns are among the ensemble's. */
interface Base {
  readonly key: string
  readonly head: MojoHead
  readonly predictor: Predictor
  readonly columns: readonly number[]
}

/** Models within models may be this deep. */
const maxNesting = 4

/** Stacked ensemble: the metalearner takes the base models' predictions (all classes of them where there are more than two). */
export function readEnsemble(head: MojoHead, readInner: (folder: string, depth: number) => { readonly head: MojoHead; readonly predictor: Predictor }, depth: number): Predictor {
  if (depth >= maxNesting) throw tooLarge(head.file, `ensembles nested deeper than ${maxNesting}`)
  const { ini, file } = head
  const inner = new Map<string, { readonly head: MojoHead; readonly predictor: Predictor }>()
  for (let i = 0; i < ini.count('submodel_count', 10_000, 0); i++) inner.set(ini.text(`submodel_key_${i}`), readInner(ini.text(`submodel_dir_${i}`), depth + 1))
  const named = (key: string): { readonly head: MojoHead; readonly predictor: Predictor } => {
    const found = inner.get(key)
    if (found === undefined) throw malformed(file, `it names the model ${key.slice(0, 80)}, which is not in it`)
    return found
  }
  const metalearner = named(ini.text('metalearner'))
  const transform = ini.text('metalearner_transform', 'NONE')
  if (transform !== 'NONE' && transform !== 'Logit') throw new NotScorable(`The metalearner's transform "${transform.slice(0, 40)}" is not known here.`)
  const count = ini.count('base_models_num', limits.outputs, 0)
  const bases = Array.from({ length: count }, (_, i): Base | null => ini.has(`base_model${i}`) ? baseOf(ini.text(`base_model${i}`), named(ini.text(`base_model${i}`)), head) : null)
  const classes = head.classes.length
  const width = classes > 2 ? count * classes : count
  if (metalearner.head.names.length !== width) throw malformed(file, `the metalearner takes ${metalearner.head.names.length} numbers, the base models give ${width}`)
  return {
    valueNames: ['score'],
    calibrated: false,
    takesOffset: false,
    facts: [
      { label: 'Base models', value: bases.map((base) => base === null ? 'unused' : base.head.algorithm).join(', ') },
      { label: 'Metalearner', value: metalearner.head.algorithm },
      ...(transform === 'NONE' ? [] : [{ label: 'Metalearner takes', value: 'log odds of the probabilities' }]),
    ],
    structure: [
      { label: 'Metalearner', detail: metalearner.head.algorithm, children: metalearner.predictor.structure },
      ...bases.flatMap((base) => base === null ? [] : [{ label: base.key, detail: base.head.algorithm, children: base.predictor.structure }]),
    ],
    uses: usesOf(bases),
    predict(columns, batch) {
      const parts = bases.flatMap((base): readonly Float64Array[] => {
        if (base === null) return Array.from({ length: classes > 2 ? classes : 1 }, () => new Float64Array(batch.rows))
        const { values } = base.predictor.predict(base.columns.map((column) => columns[column]!), { ...batch, offset: null })
        return classes === 2 ? [values[1]!] : classes > 2 ? values : [values[0]!]
      })
      const inputs = transform === 'Logit' && classes > 1 ? parts.map((values) => values.map(logOdds)) : parts
      return metalearner.predictor.predict(inputs, { ...batch, offset: null })
    },
  }
}

function baseOf(key: string, { head, predictor }: { readonly head: MojoHead; readonly predictor: Predictor }, ensemble: MojoHead): Base {
  if (head.classes.length !== ensemble.classes.length) throw malformed(ensemble.file, `the base model ${key.slice(0, 80)} has ${head.classes.length} classes, the ensemble ${ensemble.classes.length}`)
  const columns = head.names.map((name) => {
    const column = ensemble.names.indexOf(name)
    if (column < 0) throw malformed(ensemble.file, `the base model ${key.slice(0, 80)} takes the column "${name.slice(0, 60)}", which the ensemble does not have`)
    return column
  })
  return { key, head, predictor, columns }
}

function logOdds(probability: number): number {
  const p = Math.min(1 - 1e-9, Math.max(probability, 1e-9))
  const odds = p / (1 - p)
  return odds === 0 ? -19 : Math.max(-19, Math.log(odds))
}

/** Base models that take each input. */
function usesOf(bases: readonly (Base | null)[]): readonly { readonly name: string; readonly uses: number }[] {
  const counts = new Map<string, number>()
  for (const base of bases) for (const name of base?.head.names ?? []) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Array.from(counts, ([name, uses]) => ({ name, uses })).sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1))
}
