import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { parseJsonText } from '../json-text'
import { limits } from '../limits'
import { decodeText, readAllBytes } from '../read-bytes'
import { looksBinary, readBinary } from './binary'
import { cardOf } from './card'
import { readJson } from './json'
import { assemble } from './model'
import { createScorer } from './scorer'
import type { RawCatboost } from './types'

function finish(raw: RawCatboost, format: string, file: string): ReadModel {
  const model = assemble(raw, file)
  const card = cardOf(model, format)
  return { card, createScorer: card.unsupported.length > 0 ? null : (mapping) => Promise.resolve(createScorer(model, mapping)) }
}

/** CatBoost's own binary model, the default of `save_model`. */
export const catboostBinary: ModelFormat = {
  id: 'catboost-cbm',
  title: 'CatBoost CBM',
  extensions: ['.cbm', '.bin'],
  sniff: (head: Uint8Array): number => looksBinary(head) ? 0.99 : 0,
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    return finish(readBinary(await readAllBytes(source, limits.binaryBytes, job), source.name), 'catboost-cbm', source.name)
  },
}

/** CatBoost's JSON model. */
export const catboostJson: ModelFormat = {
  id: 'catboost-json',
  title: 'CatBoost JSON',
  extensions: ['.json'],
  sniff(head: Uint8Array): number {
    const text = new TextDecoder('latin1').decode(head.slice())
    if (!/^\s*\{/.test(text)) return 0
    if (/^\s*\{\s*"(features_info|ctr_data)"\s*:/.test(text)) return 0.97
    return /"(oblivious_trees|catboost_version_info)"\s*:/.test(text) ? 0.95 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const bytes = await readAllBytes(source, limits.textBytes, job)
    return finish(readJson(parseJsonText(decodeText(bytes, source.name), source.name), source.name), 'catboost-json', source.name)
  },
}
