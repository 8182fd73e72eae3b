import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { looksLikeZip, zipMembers, zipNames } from '../archive/zip'
import { limits } from '../limits'
import { malformed } from '../problems'
import { readAllBytes } from '../read-bytes'
import { cardOf } from './card'
import { MojoFolder } from './folder'
import { readMojo } from './read'
import { createScorer } from './scorer'

/** H2O's MOJO: a zip of `model.ini`, domains and the model's bytes. */
export const h2oMojo: ModelFormat = {
  id: 'h2o-mojo',
  title: 'H2O MOJO',
  extensions: ['.zip', '.mojo'],
  sniff(head: Uint8Array, source: ByteSource): number {
    if (!looksLikeZip(head)) return 0
    // Only names of members: their content may hold anything. Trees come first, model.ini after them.
    const names = Array.from(new TextDecoder('latin1').decode(head.slice()).matchAll(/PK\x03\x04[^]{22}[^]{4}(model\.ini|trees\/t\d\d|domains\/d\d|experimental\/modelDetails|boosterBytes|feature_map|x_mean_|_orig_|models\/\w+\/[^/]+\/(?:model\.ini|trees\/t\d\d|domains\/|boosterBytes))/g))
    if (names.length > 0) return 0.97
    return /\.mojo$/i.test(source.name) ? 0.5 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    return mojoFrom(await readAllBytes(source, limits.binaryBytes, job), source.name)
  },
}

/** A MOJO in memory. */
export function mojoFrom(bytes: Uint8Array, file: string): ReadModel {
  const names = zipNames(bytes, file)
  if (!names.includes('model.ini')) throw malformed(file, 'the archive holds no model.ini')
  const mojo = readMojo(new MojoFolder(zipMembers(bytes, file, () => true), file))
  const card = cardOf(mojo)
  const { plan, predictor, head } = mojo
  if (plan === null || predictor === null || card.unsupported.length > 0) return { card, createScorer: null }
  return { card, createScorer: (mapping) => Promise.resolve(createScorer({ plan, predictor, classes: head.classes, offsetColumn: head.offsetColumn }, mapping)) }
}
