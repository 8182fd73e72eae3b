import type { SourceRef } from '../../shared/contract/bytes'
import { ask } from '../bridge'
import { say } from './notices'
import { held } from './store'
import type { Place } from './types'

const most = 3

/**
 * Says which inputs are not on disk any more as they were when they were read. Numbers and hashes stay those of what
 * was read, so nothing is wrong with a run or a pack; but nobody can run it again from the files as they are now.
 */
export async function warnOfChangedFiles(place: Place): Promise<void> {
  const changed = await ask('files.changed', [...held.sources.values()].flatMap(grantsOf))
  if (changed.length === 0) return
  const words = changed.slice(0, most).map(({ name, gone }) => `${name} ${gone ? 'is gone' : 'was changed'}`)
  const rest = changed.length > most ? `, and ${changed.length - most} more` : ''
  say(place, `Since the inputs were read, ${words.join(', ')}${rest}. The numbers and the SHA-256 are those of the files as they were, and whoever runs this again needs those. Add the files again to review what is there now.`, 'warning')
}

function grantsOf(source: SourceRef): readonly string[] {
  if (source.kind === 'grant') return [source.grant]
  return source.kind === 'folder' ? source.files.map(({ grant }) => grant) : []
}
