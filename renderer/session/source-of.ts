import type { SourceRef } from '../../shared/contract/bytes'
import type { Grant } from '../../shared/contract/ipc'

/** A granted file as the workers read it. */
export const sourceOf = ({ grant, name, size, files }: Grant): SourceRef => files === undefined ? { kind: 'grant', grant, name, size } : { kind: 'folder', name, size, files }
