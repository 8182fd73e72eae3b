import { isRecord, levelText } from '../fields'
import { parseJsonText } from '../json-text'

/** What the scikit-learn wrapper of versions 1.0 to 1.7 leaves in the model's attributes. */
export interface Wrapper {
  /** The number that stands for a missing value, beside NaN; null where it is NaN only. */
  readonly missing: number | null
  /** The labels that were fitted, in the order of the outputs; empty where they are not recorded. */
  readonly classes: readonly string[]
  /** Trees per output and round. */
  readonly parallelTrees: number | null
}

/** Reads the attribute `scikit_learn`; what is not there or not readable is taken as not said. */
export function wrapperOf(text: string, file: string): Wrapper {
  const said = text === '' ? null : parsed(text, file)
  if (!isRecord(said)) return { missing: null, classes: [], parallelTrees: null }
  const encoder = isRecord(said['_le']) ? said['_le']['classes_'] : null
  const classes = [encoder, said['classes_']].find((list) => Array.isArray(list) && list.length > 0) as readonly unknown[] | undefined
  const { missing, num_parallel_tree: parallel } = said
  return {
    missing: typeof missing === 'number' ? missing : null,
    classes: (classes ?? []).map(levelText),
    parallelTrees: typeof parallel === 'number' && parallel >= 1 ? parallel : null,
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return parseJsonText(text, file)
  } catch {
    return null
  }
}
