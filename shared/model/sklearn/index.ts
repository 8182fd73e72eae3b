import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { limits } from '../limits'
import { compressionOf, inflateArtifact, peekInside } from '../pickle/container'
import { looksLikePickle, readPickleBytes, type PickleContent } from '../pickle/index'
import { PyDict, PyObject, type PyValue } from '../pickle/values'
import { readAllBytes } from '../read-bytes'
import { cardOf, inputsOf } from './card'
import { compileModel, type Compiled } from './compile'
import { Estimator, NotScorable } from './estimator'
import { createScorer } from './scorer'

/** scikit-learn by pickle or joblib, read as data: nothing is imported, nothing is called. */
const sklearn: ModelFormat = {
  id: 'sklearn-pickle',
  title: 'scikit-learn pickle or joblib',
  extensions: ['.pkl', '.pickle', '.joblib', '.sav', '.model', '.z', '.gz', '.bz2', '.xz', '.lzma', '.lz4'],
  sniff(head: Uint8Array, source: ByteSource): number {
    if (looksLikePickle(head)) return head[0] === 0x80 ? 0.95 : 0.9
    if (looksLikePickle(peekInside(head))) return 0.95
    // Of other compressions the first bytes tell nothing yet; the name has to.
    if (compressionOf(head) !== 'none' && /\.(pkl|pickle|joblib|sav|model|z|xz|lzma|bz2|lz4)$/i.test(source.name) && !/\.(csv|tsv|txt|json|jsonl|tar|parquet)\.\w+$/i.test(source.name)) return 0.6
    return /\.(pkl|pickle|joblib)$/i.test(source.name) ? 0.3 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const bytes = inflateArtifact(await readAllBytes(source, limits.binaryBytes, job), source.name, job)
    return readSklearn(readPickleBytes(bytes, source.name, job), source.name)
  },
}
export default sklearn

/** Compiles what the pickle holds; whatever cannot be scored is said and shown. */
function readSklearn(content: PickleContent, file: string): ReadModel {
  let top: Estimator | null = null
  let compiled: Compiled | null = null
  const reasons: string[] = []
  try {
    top = new Estimator(modelIn(content.value), file, { left: 20_000 }, 0)
    if (content.globals.dangerous.length === 0) {
      compiled = compileModel(top)
      inputsOf(top, compiled)
    }
  } catch (error) {
    if (!(error instanceof NotScorable)) throw error
    compiled = null
    if (content.globals.dangerous.length === 0) reasons.push(error.message)
  }
  const card = cardOf('sklearn-pickle', content, top, compiled, reasons)
  const ready = compiled
  return { card, createScorer: ready === null || card.unsupported.length > 0 ? null : (mapping) => Promise.resolve(createScorer(ready, card.inputs, mapping)) }
}

/** The estimator itself, or the only one in a dictionary of things saved together. */
function modelIn(value: PyValue | undefined): PyValue | undefined {
  if (!(value instanceof PyDict)) return value
  const estimators = Array.from(value.entries.values()).filter((held) => held instanceof PyObject && held.path.startsWith('sklearn.') && (held.attribute('classes_') ?? held.attribute('coef_') ?? held.attribute('steps')) !== undefined)
  if (estimators.length !== 1) throw new NotScorable(`The file holds a dictionary (${Array.from(value.entries.keys()).slice(0, 10).map(String).join(', ')}), not one model.`)
  return estimators[0]
}
