import { ExpectedError } from '../../contract/errors'

/** Why an analysis ends without a result: of a dataset that seemed usable, no row holds what is needed. */
export function noRows(dataset: string, needed: string): ExpectedError {
  return new ExpectedError('analysis.no-rows', `No row of ${dataset} has ${needed}.`, { remedy: 'Look at the columns in Inputs: scores or outcomes may be missing where the others are present.' })
}
