import type { ByteSource, FolderFile } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { looksLikeZip, zipMembers, zipNames } from '../archive/zip'
import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
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
  folders: true,
  sniff(head: Uint8Array, source: ByteSource): number {
    if (source.files !== undefined) return placeOf(source.files.map(({ path }) => path)) === null ? 0 : 0.95
    if (!looksLikeZip(head)) return 0
    // Only names of members: their content may hold anything. Trees come first, model.ini after them.
    const names = Array.from(new TextDecoder('latin1').decode(head.slice()).matchAll(/PK\x03\x04[^]{22}[^]{4}(model\.ini|trees\/t\d\d|domains\/d\d|experimental\/modelDetails|boosterBytes|feature_map|x_mean_|_orig_|models\/\w+\/[^/]+\/(?:model\.ini|trees\/t\d\d|domains\/|boosterBytes))/g))
    if (names.length > 0) return 0.97
    return /\.mojo$/i.test(source.name) ? 0.5 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    if (source.files !== undefined) return fromFolder(source.files, source.name, job)
    return mojoFrom(await readAllBytes(source, limits.binaryBytes, job), source.name)
  },
}

/** Where the model of an unpacked MOJO lies: beside its model.ini, in the folder itself or one below; null when there is none. */
function placeOf(paths: readonly string[]): string | null {
  const place = paths.filter((path) => /^([^/]+\/)?model\.ini$/.test(path)).sort((a, b) => a.length - b.length)[0]
  return place === undefined ? null : place.slice(0, place.length - 'model.ini'.length)
}

/** A MOJO somebody unpacked. */
async function fromFolder(files: readonly FolderFile[], name: string, job: JobContext): Promise<ReadModel> {
  const place = placeOf(files.map(({ path }) => path))
  if (place === null) throw malformed(name, 'the folder holds no model.ini')
  const members = new Map<string, Uint8Array>()
  let left: number = limits.binaryBytes
  for (const { path, source } of files) {
    if (!path.startsWith(place)) continue
    left -= source.size
    if (left < 0) throw tooLarge(name, `its files have more than ${limits.binaryBytes} bytes`)
    members.set(path.slice(place.length), await readAllBytes(source, limits.binaryBytes, job))
  }
  return modelOf(new MojoFolder(members, name))
}

/** A MOJO in memory. */
export function mojoFrom(bytes: Uint8Array, file: string): ReadModel {
  const names = zipNames(bytes, file)
  if (!names.includes('model.ini')) throw malformed(file, 'the archive holds no model.ini')
  return modelOf(new MojoFolder(zipMembers(bytes, file, () => true), file))
}

function modelOf(folder: MojoFolder): ReadModel {
  const mojo = readMojo(folder)
  const card = cardOf(mojo)
  const { plan, predictor, head } = mojo
  if (plan === null || predictor === null || card.unsupported.length > 0) return { card, createScorer: null }
  return { card, createScorer: (mapping) => Promise.resolve(createScorer({ plan, predictor, classes: head.classes, offsetColumn: head.offsetColumn }, mapping)) }
}
