import type { SourceRef } from '../../shared/contract/bytes'
import type { Grant } from '../../shared/contract/ipc'

/** A granted file as the workers read it. */
export const sourceOf = ({ grant, name, size }: Grant): SourceRef => ({ kind: 'grant', grant, name, size })
