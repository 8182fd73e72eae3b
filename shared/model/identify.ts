import type { ByteSource } from '../contract/bytes'
import { ExpectedError } from '../contract/errors'
import type { JobContext } from '../contract/job'
import type { ModelFormat, ReadModel } from '../contract/model'
import { foreignKind } from './foreign'
import { headBytes } from './limits'
import { modelFormats } from './registry'

/** The format that recognises the file best, or null when none does. Looks at the first 64 KiB only. */
export async function identifyModel(source: ByteSource): Promise<{ readonly format: ModelFormat; readonly score: number } | null> {
  if (source.size === 0) return null
  const formats = source.files === undefined ? modelFormats : modelFormats.filter((format) => format.folders === true)
  const head = await source.slice(0, Math.min(headBytes, source.size))
  const foreign = foreignKind(head) !== null
  let best: { readonly format: ModelFormat; readonly score: number } | null = null
  for (const format of formats) {
    const score = format.sniff(head, source)
    if (score > (best?.score ?? 0)) best = { format, score }
  }
  // A weak guess does not stand against another kind's own signature: a PDF renamed .onnx is a PDF.
  return foreign && (best?.score ?? 0) < 0.9 ? null : best
}

/**
 * Reads a model artifact of any registered format, without executing anything in it.
 * @throws ExpectedError `model.empty`, `model.not-a-model` (another kind of file under a model's name),
 *   `model.unknown-format`, and whatever the format's reader refuses (`model.too-large`,
 *   `model.truncated`, `model.malformed`, ...).
 */
export async function readModel(source: ByteSource, job: JobContext): Promise<ReadModel> {
  if (source.size === 0) throw new ExpectedError('model.empty', `${source.name} is empty (0 bytes).`, { file: source.name, remedy: 'Ask for the file again.' })
  const found = await identifyModel(source)
  if (found !== null) return found.format.read(source, job)
  if (source.files !== undefined) throw new ExpectedError('model.unknown-format', `The folder ${source.name} is no model that is known here.`, { file: source.name, remedy: 'An MLflow folder holds an MLmodel file, an ONNX folder one .onnx file, an unpacked H2O MOJO a model.ini. Otherwise choose the model file inside it.' })
  const foreign = foreignKind(await source.slice(0, Math.min(headBytes, source.size)))
  if (foreign !== null) {
    throw new ExpectedError('model.not-a-model', `This is ${foreign}, not a model artifact, whatever its name (${source.name}) says.`, { file: source.name, remedy: 'Choose the exported model file.' })
  }
  throw new ExpectedError('model.unknown-format', `${source.name} is not in a model format that is known here.`, { file: source.name, remedy: `Known formats: ${modelFormats.map((format) => format.title).join(', ')}. Otherwise review recorded predictions.` })
}
