import { tooLarge, truncated } from './problems'

/**
 * `NaN` and `Infinity` where JSON expects a value: several libraries write them, no JSON parser takes them. Texts are
 * passed over whole, so that words in them stay; an open text ends with the file, so that each character is seen once.
 */
const bareNumbers = /"(?:[^"\\]|\\[^])*(?:"|$)|(-?)\b(NaN|Infinity|nan|inf)\b/g

/** Objects and lists a document may hold: each takes many times the two characters it is written in. */
const mostContainers = 8_000_000
const largeText = 8_000_000

/**
 * Parses the JSON of a model artifact. `NaN` is read as null and `±Infinity` as the number, because
 * XGBoost and LightGBM write them into otherwise valid JSON.
 * @throws ExpectedError `model.truncated` when the text is not whole JSON.
 */
export function parseJsonText(text: string, file: string): unknown {
  if (text.length > largeText && containersIn(text) > mostContainers) throw tooLarge(file, `more than ${mostContainers} lists and objects`)
  try {
    return JSON.parse(text)
  } catch (first) {
    if (/NaN|Infinity|nan|inf/.test(text)) {
      const cleaned = text.replace(bareNumbers, (match, sign: string | undefined, word: string | undefined) => word === undefined ? match : word.toLowerCase() === 'nan' ? 'null' : `${sign ?? ''}1e999`)
      try {
        return JSON.parse(cleaned)
      } catch {
        // The first message speaks of the file as it is.
      }
    }
    throw truncated(file, `its JSON cannot be parsed (${first instanceof Error ? shorten(first.message) : 'unknown reason'})`)
  }
}

function containersIn(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x7b || code === 0x5b) count++
  }
  return count
}

function shorten(message: string): string {
  const clean = message.replace(/\s+/g, ' ')
  return clean.length > 120 ? `${clean.slice(0, 117)}...` : clean
}
