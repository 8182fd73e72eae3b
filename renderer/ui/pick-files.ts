import type { Grant } from '../../shared/contract/ipc'
import { ask } from '../bridge'

/** Shows the file dialog for artifacts and data; empty when the person backs out. */
export function pickInputFiles(): Promise<Grant[]> {
  return ask('files.pick', { purpose: 'inputs', multiple: true })
}
