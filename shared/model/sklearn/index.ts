import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { limits } from '../limits'
import { compressionOf, inflateArtifact, peekInside } from '../pickle/container'
import { looksLikePickle, readPickleBytes } from '../pickle/index'
import { readAllBytes } from '../read-bytes'
import { readSklearn } from './read'

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
    return readSklearn('sklearn-pickle', readPickleBytes(bytes, source.name, job), source.name)
  },
}
export default sklearn
