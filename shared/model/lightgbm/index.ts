import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { parseJsonText } from '../json-text'
import { limits } from '../limits'
import { decodeText, readAllBytes } from '../read-bytes'
import { cardOf } from './card'
import { readJson } from './json'
import { createScorer } from './scorer'
import { readText } from './text'
import type { LightgbmModel } from './types'

function finish(model: LightgbmModel, format: string): ReadModel {
  const card = cardOf(model, format)
  return { card, createScorer: card.unsupported.length > 0 ? null : (mapping) => Promise.resolve(createScorer(model, mapping)) }
}

/** LightGBM's text model (`save_model`). */
export const lightgbmText: ModelFormat = {
  id: 'lightgbm-text',
  title: 'LightGBM text',
  extensions: ['.txt', '.model', '.bst', '.lgb'],
  sniff(head: Uint8Array): number {
    const text = new TextDecoder('latin1').decode(head.slice(0, 4096))
    if (/^tree\r?\n(version=v\d|num_class=)/.test(text)) return 0.99
    return /^tree\r?\n/.test(text) && text.includes('num_class=') ? 0.9 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const bytes = await readAllBytes(source, limits.textBytes, job)
    return finish(readText(decodeText(bytes, source.name), source.name), 'lightgbm-text')
  },
}

/** LightGBM's JSON dump (`dump_model`). */
export const lightgbmJson: ModelFormat = {
  id: 'lightgbm-json',
  title: 'LightGBM JSON dump',
  extensions: ['.json'],
  sniff(head: Uint8Array): number {
    const text = new TextDecoder('latin1').decode(head.slice(0, 65_536))
    if (!/^\s*\{/.test(text)) return 0
    return /"num_tree_per_iteration"\s*:/.test(text) && /"(feature_names|max_feature_idx)"\s*:/.test(text) ? 0.95 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const bytes = await readAllBytes(source, limits.textBytes, job)
    return finish(readJson(parseJsonText(decodeText(bytes, source.name), source.name), source.name), 'lightgbm-json')
  },
}
