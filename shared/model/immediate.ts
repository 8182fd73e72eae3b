import type { JobContext } from '../contract/job'
import type { Scorer, Scores } from '../contract/model'
import type { Table } from '../contract/table'

/** A scorer that also answers at once, for models inside other models. */
export interface ImmediateScorer extends Scorer {
  scoreNow(table: Table, job: JobContext): Scores
}
