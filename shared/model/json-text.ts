import { truncated } from './problems'

/** `NaN` and `Infinity` where JSON expects a value: several libraries write them, no JSON parser takes them. */
const bareNumbers = /(?<=[[,:]\s*)(-?)(NaN|Infinity|nan|inf)(?=\s*[\],}])/g

/**
 * Parses the JSON of a model artifact. `NaN` is read as null and `±Infinity` as the number, because
 * XGBoost and LightGBM write them into otherwise valid JSON.
 * @throws ExpectedError `model.truncated` when the text is not whole JSON.
 */
export function parseJsonText(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (first) {
    if (/NaN|Infinity|nan|inf/.test(text)) {
      const cleaned = text.replace(bareNumbers, (_match, sign: string, word: string) => word.toLowerCase() === 'nan' ? 'null' : `${sign}1e999`)
      try {
        return JSON.parse(cleaned)
      } catch {
        // The first message speaks of the file as it is.
      }
    }
    throw truncated(file, `its JSON cannot be parsed (${first instanceof Error ? shorten(first.message) : 'unknown reason'})`)
  }
}

function shorten(message: string): string {
  const clean = message.replace(/\s+/g, ' ')
  return clean.length > 120 ? `${clean.slice(0, 117)}...` : clean
}
