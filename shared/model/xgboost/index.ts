import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { parseJsonText } from '../json-text'
import { limits } from '../limits'
import { decodeText, readAllBytes } from '../read-bytes'
import { cardOf } from './card'
import { readDocument } from './document'
import { looksLegacy, readLegacy } from './legacy'
import { createScorer } from './scorer'
import { parseUbjson } from './ubjson'

const latin = new TextDecoder('latin1')

function readModel(document: unknown, format: string, file: string, baseIsMargin = false): ReadModel {
  const model = readDocument(document, file, baseIsMargin)
  const card = cardOf(model, format)
  return { card, createScorer: card.unsupported.length > 0 ? null : (mapping) => Promise.resolve(createScorer(model, mapping)) }
}

/** XGBoost's JSON model (`save_model("model.json")`, versions 1.0 and later). */
export const xgboostJson: ModelFormat = {
  id: 'xgboost-json',
  title: 'XGBoost JSON',
  extensions: ['.json', '.bst', '.xgb', '.model'],
  sniff(head: Uint8Array): number {
    const text = latin.decode(head.slice(0, 65_536)).replace(/^\u00ef\u00bb\u00bf/, '')
    if (!/^\s*\{/.test(text)) return 0
    if (/^\s*\{\s*"(learner|version)"\s*:/.test(text) && /"learner"|"gradient_booster"/.test(text)) return 0.98
    return /"gradient_booster"|"learner_model_param"/.test(text) ? 0.9 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const bytes = await readAllBytes(source, limits.textBytes, job)
    return readModel(parseJsonText(decodeText(bytes, source.name), source.name), 'xgboost-json', source.name)
  },
}

/** XGBoost's UBJSON model, the default of `save_model` since 2.1. */
export const xgboostUbj: ModelFormat = {
  id: 'xgboost-ubj',
  title: 'XGBoost UBJ',
  extensions: ['.ubj', '.bst', '.xgb', '.model'],
  sniff(head: Uint8Array): number {
    if (head[0] !== 0x7b || !'iUIlL#$'.includes(String.fromCharCode(head[1] ?? 0))) return 0
    return latin.decode(head.slice(0, 65_536)).includes('learner') ? 0.98 : 0.3
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const bytes = await readAllBytes(source, limits.binaryBytes, job)
    return readModel(parseUbjson(bytes, source.name), 'xgboost-ubj', source.name)
  },
}

/** XGBoost's own binary model, the default of `save_model` before 2.1 and gone since 3. */
export const xgboostBinary: ModelFormat = {
  id: 'xgboost-binary',
  title: 'XGBoost binary',
  extensions: ['.model', '.bst', '.xgb'],
  sniff: (head: Uint8Array): number => looksLegacy(head) ? 0.97 : 0,
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const { document, baseIsMargin } = readLegacy(await readAllBytes(source, limits.binaryBytes, job), source.name)
    return readModel(document, 'xgboost-binary', source.name, baseIsMargin)
  },
}
