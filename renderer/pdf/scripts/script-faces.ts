import arabic from '../../../resources/fonts/NotoSansArabic-Regular.ttf?url'
import armenian from '../../../resources/fonts/NotoSansArmenian-Regular.ttf?url'
import bengali from '../../../resources/fonts/NotoSansBengali-Regular.ttf?url'
import devanagari from '../../../resources/fonts/NotoSansDevanagari-Regular.ttf?url'
import ethiopic from '../../../resources/fonts/NotoSansEthiopic-Regular.ttf?url'
import georgian from '../../../resources/fonts/NotoSansGeorgian-Regular.ttf?url'
import gujarati from '../../../resources/fonts/NotoSansGujarati-Regular.ttf?url'
import gurmukhi from '../../../resources/fonts/NotoSansGurmukhi-Regular.ttf?url'
import hebrew from '../../../resources/fonts/NotoSansHebrew-Regular.ttf?url'
import kannada from '../../../resources/fonts/NotoSansKannada-Regular.ttf?url'
import khmer from '../../../resources/fonts/NotoSansKhmer-Regular.ttf?url'
import lao from '../../../resources/fonts/NotoSansLao-Regular.ttf?url'
import malayalam from '../../../resources/fonts/NotoSansMalayalam-Regular.ttf?url'
import myanmar from '../../../resources/fonts/NotoSansMyanmar-Regular.ttf?url'
import mirrored from '../../../resources/fonts/IBMPlexSans-Regular.ttf?url'
import sinhala from '../../../resources/fonts/NotoSansSinhala-Regular.ttf?url'
import tamil from '../../../resources/fonts/NotoSansTamil-Regular.ttf?url'
import telugu from '../../../resources/fonts/NotoSansTelugu-Regular.ttf?url'
import thai from '../../../resources/fonts/NotoSansThai-Regular.ttf?url'

interface ScriptFace {
  readonly name: string
  readonly url: string
  /** OpenType's tag of the script (ISO 15924). */
  readonly tag: string
  /** Letters, marks and signs of the script. */
  readonly letters: RegExp
}

/** Scripts whose letters join, stack, change places or run from the right: HarfBuzz sets them. */
export const scriptFaces = {
  arabic: { name: 'NotoSansArabic', url: arabic, tag: 'Arab', letters: /[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]/u },
  hebrew: { name: 'NotoSansHebrew', url: hebrew, tag: 'Hebr', letters: /[\u0590-\u05ff\ufb1d-\ufb4f]/u },
  thai: { name: 'NotoSansThai', url: thai, tag: 'Thai', letters: /[\u0e01-\u0e3a\u0e3f-\u0e5b]/u },
  devanagari: { name: 'NotoSansDevanagari', url: devanagari, tag: 'Deva', letters: /[\u0900-\u097f\ua8e0-\ua8ff]/u },
  bengali: { name: 'NotoSansBengali', url: bengali, tag: 'Beng', letters: /[\u0980-\u09ff]/u },
  gurmukhi: { name: 'NotoSansGurmukhi', url: gurmukhi, tag: 'Guru', letters: /[\u0a00-\u0a7f]/u },
  gujarati: { name: 'NotoSansGujarati', url: gujarati, tag: 'Gujr', letters: /[\u0a80-\u0aff]/u },
  tamil: { name: 'NotoSansTamil', url: tamil, tag: 'Taml', letters: /[\u0b80-\u0bff]/u },
  telugu: { name: 'NotoSansTelugu', url: telugu, tag: 'Telu', letters: /[\u0c00-\u0c7f]/u },
  kannada: { name: 'NotoSansKannada', url: kannada, tag: 'Knda', letters: /[\u0c80-\u0cff]/u },
  malayalam: { name: 'NotoSansMalayalam', url: malayalam, tag: 'Mlym', letters: /[\u0d00-\u0d7f]/u },
  sinhala: { name: 'NotoSansSinhala', url: sinhala, tag: 'Sinh', letters: /[\u0d80-\u0dff]/u },
  lao: { name: 'NotoSansLao', url: lao, tag: 'Laoo', letters: /[\u0e80-\u0eff]/u },
  khmer: { name: 'NotoSansKhmer', url: khmer, tag: 'Khmr', letters: /[\u1780-\u17ff\u19e0-\u19ff]/u },
  myanmar: { name: 'NotoSansMyanmar', url: myanmar, tag: 'Mymr', letters: /[\u1000-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f]/u },
  georgian: { name: 'NotoSansGeorgian', url: georgian, tag: 'Geor', letters: /[\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2d]/u },
  armenian: { name: 'NotoSansArmenian', url: armenian, tag: 'Armn', letters: /[\u0530-\u058f\ufb13-\ufb17]/u },
  ethiopic: { name: 'NotoSansEthiopic', url: ethiopic, tag: 'Ethi', letters: /[\u1200-\u139f\u2d80-\u2dde\uab01-\uab2e]/u },
  /** Brackets within text that runs from the right: drawn turned, read as written. */
  mirrored: { name: 'IBMPlexSans-Mirrored', url: mirrored, tag: 'Zyyy', letters: /[()[\]{}<>«»‹›]/u },
} as const satisfies Readonly<Record<string, ScriptFace>>

export type ScriptId = keyof typeof scriptFaces

export const scriptIds = Object.keys(scriptFaces) as ScriptId[]
const ofLetters = scriptIds.filter((id) => id !== 'mirrored')

/** Any letter that HarfBuzz has to set. */
export const complexPattern = new RegExp(ofLetters.map((id) => scriptFaces[id].letters.source).join('|'), 'u')

/** The script of a letter, or null where no shaping is needed. */
export function scriptOf(character: string): ScriptId | null {
  return complexPattern.test(character) ? ofLetters.find((id) => scriptFaces[id].letters.test(character)) ?? null : null
}

/** Faces that some text needs. */
export function scriptsIn(text: string): readonly ScriptId[] {
  if (!complexPattern.test(text)) return []
  const found = ofLetters.filter((id) => scriptFaces[id].letters.test(text))
  return found.includes('arabic') || found.includes('hebrew') ? [...found, 'mirrored'] : found
}
