import type { RunRecord } from '../../contract/run-record'
import type { Manifest } from './manifest'

type NamedResult = Manifest['predicate']['results'][number]

/** Every named value of every run, in order, under `<analysis>#<value id>`. Numbers only; no texts of data. */
export function namedResults(runs: readonly RunRecord[]): NamedResult[] {
  return runs.flatMap((run) => run.result.values.map((value): NamedResult => ({
    id: `${run.analysis}#${value.id}`, label: value.label, value: value.value,
    ...(value.low === undefined ? {} : { low: value.low }),
    ...(value.high === undefined ? {} : { high: value.high }),
    ...(value.n === undefined ? {} : { n: value.n }),
    ...(value.unit === undefined ? {} : { unit: value.unit }),
    ...(value.limit === undefined ? {} : { limit: value.limit }),
    ...(value.verdict === undefined ? {} : { verdict: value.verdict }),
    ...(value.tolerance === undefined ? {} : { tolerance: value.tolerance }),
  })))
}
