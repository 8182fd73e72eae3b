import cjk from '../../resources/fonts/DroidSansFallback.ttf?url'
import sansSemiBold from '../../resources/fonts/IBMPlexSans-SemiBold.ttf?url'
import sans from '../../resources/fonts/IBMPlexSans-Regular.ttf?url'
import serifItalic from '../../resources/fonts/SourceSerif4-Italic.ttf?url'
import serifSemiBold from '../../resources/fonts/SourceSerif4-SemiBold.ttf?url'
import serif from '../../resources/fonts/SourceSerif4-Regular.ttf?url'
import { ExpectedError } from '../../shared/contract/errors'
import { scriptFaces, type ScriptId } from './scripts/script-faces'

/**
 * Each weight is registered under a family of its own: jsPDF writes the family as the font's name,
 * and two different fonts of one name confuse viewers. `sans` is also the family of the figures.
 */
export const faceNames = { serif: 'SourceSerif4', serifItalic: 'SourceSerif4-Italic', serifBold: 'SourceSerif4-SemiBold', sans: 'IBMPlexSans', sansBold: 'IBMPlexSans-SemiBold', cjk: 'DroidSansFallback' } as const
export type FaceId = keyof typeof faceNames

const urls: Readonly<Record<FaceId, string>> = { serif, serifItalic, serifBold: serifSemiBold, sans, sansBold: sansSemiBold, cjk }
type FileId = FaceId | ScriptId
const cache = new Map<FileId, Promise<Uint8Array<ArrayBuffer>>>()

/** The bytes of a font file, read once. */
export function fontBytes(id: FileId): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = cache.get(id)
  if (bytes === undefined) {
    bytes = read(id)
    bytes.catch(() => cache.delete(id))
    cache.set(id, bytes)
  }
  return bytes
}

async function read(id: FileId): Promise<Uint8Array<ArrayBuffer>> {
  const { name, url } = fileOf(id)
  const response = await fetch(url)
  if (!response.ok) throw new ExpectedError('pack.font-missing', `The font ${name} could not be read.`, { remedy: 'Reinstall Countersign.' })
  return new Uint8Array(await response.arrayBuffer())
}

function fileOf(id: FileId): { readonly name: string; readonly url: string } {
  return id in scriptFaces ? scriptFaces[id as ScriptId] : { name: faceNames[id as FaceId], url: urls[id as FaceId] }
}

/** Makes the figures' fonts known to the page, so that Plotly measures labels with them. */
export async function loadFigureFont(ids: readonly FileId[]): Promise<void> {
  for (const id of ids) {
    const family = fileOf(id).name
    if ([...document.fonts].some((face) => face.family.replaceAll('"', '') === family)) continue
    document.fonts.add(await new FontFace(family, await fontBytes(id)).load())
  }
}
