import { concat } from './der'

/** The two stretches of the file that a signature with this ByteRange covers, joined. */
export function coveredBytes(pdf: Uint8Array, [, gapFrom, gapTo, rest]: readonly [0, number, number, number]): Uint8Array<ArrayBuffer> {
  return concat([pdf.subarray(0, gapFrom), pdf.subarray(gapTo, gapTo + rest)])
}
