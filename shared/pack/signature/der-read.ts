import { ExpectedError } from '../../contract/errors'
import { tags } from './der'

/** A DER element in its buffer: `bytes` is all of it, `content` what lies inside. */
export interface DerNode {
  readonly tag: number
  readonly bytes: Uint8Array
  readonly content: Uint8Array
}

/** Refuses a structure that is not what its place demands. */
export function refuseDer(code: string, sentence: string): never {
  throw new ExpectedError(`der.${code}`, sentence)
}

/** Reads one element at the start of `bytes`; what follows it is left alone. Only minimal, definite lengths pass. */
export function readFirst(bytes: Uint8Array): DerNode {
  const tag = bytes[0]
  const first = bytes[1]
  if (tag === undefined || first === undefined) refuseDer('truncated', 'An ASN.1 structure ends too early.')
  if ((tag & 0x1f) === 0x1f) refuseDer('tag', 'An ASN.1 structure uses a long tag.')
  let header = 2
  let length = first
  if (first === 0x80) refuseDer('indefinite-length', 'An ASN.1 structure has an indefinite length (BER), which DER forbids.')
  if (first > 0x80) {
    const digits = first - 0x80
    if (digits > 4 || bytes.length < 2 + digits) refuseDer('truncated', 'An ASN.1 structure ends too early.')
    length = 0
    for (let i = 0; i < digits; i++) length = length * 256 + bytes[2 + i]!
    if (length < 128 || length < 256 ** (digits - 1)) refuseDer('length', 'An ASN.1 length is not written in its shortest form.')
    header += digits
  }
  if (bytes.length < header + length) refuseDer('truncated', 'An ASN.1 structure ends too early.')
  return { tag, bytes: bytes.subarray(0, header + length), content: bytes.subarray(header, header + length) }
}

/** Reads exactly one element that fills `bytes`. */
export function readDer(bytes: Uint8Array): DerNode {
  const node = readFirst(bytes)
  if (node.bytes.length !== bytes.length) refuseDer('trailing-bytes', 'Bytes follow an ASN.1 structure.')
  return node
}

/** The elements inside a constructed one. */
export function children(node: DerNode): readonly DerNode[] {
  if ((node.tag & 0x20) === 0) refuseDer('shape', 'An ASN.1 structure has no members where some are due.')
  const out: DerNode[] = []
  for (let rest = node.content; rest.length > 0;) {
    const child = readFirst(rest)
    out.push(child)
    rest = rest.subarray(child.bytes.length)
  }
  return out
}

/** The node itself when it has the tag; refuses otherwise. */
export function expectTag(node: DerNode | undefined, tag: number): DerNode {
  if (node?.tag !== tag) refuseDer('shape', `An ASN.1 structure has tag ${node?.tag ?? 'none'} where ${tag} is due.`)
  return node
}

/** Dotted text of an OBJECT IDENTIFIER. */
export function readOid(node: DerNode | undefined): string {
  const { content } = expectTag(node, tags.oid)
  const arcs: number[] = []
  let arc = 0
  content.forEach((byte, i) => {
    if (arc === 0 && byte === 0x80) refuseDer('oid', 'An object identifier is not written in its shortest form.')
    arc = arc * 128 + (byte & 127)
    if (byte < 128) {
      arcs.push(arc)
      arc = 0
    } else if (i === content.length - 1) refuseDer('oid', 'An object identifier is cut off.')
  })
  const first = arcs[0] ?? refuseDer('oid', 'An object identifier is empty.')
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - 40 * root, ...arcs.slice(1)].join('.')
}

/** Big-endian bytes of a non-negative INTEGER, without its sign byte. */
export function readInteger(node: DerNode | undefined): Uint8Array {
  const { content } = expectTag(node, tags.integer)
  if (content.length === 0 || content[0]! >= 128) refuseDer('integer', 'An ASN.1 integer is empty or negative.')
  if (content.length > 1 && content[0] === 0) {
    if (content[1]! < 128) refuseDer('integer', 'An ASN.1 integer is not written in its shortest form.')
    return content.subarray(1)
  }
  return content
}

/** A UTCTime or GeneralizedTime in whole seconds, UTC. */
export function readTime(node: DerNode | undefined): Date {
  const text = String.fromCharCode(...(node?.content ?? []))
  const short = node?.tag === tags.utcTime
  if (node === undefined || !(short ? /^\d{12}Z$/u : /^\d{14}Z$/u).test(text) || (!short && node.tag !== tags.generalizedTime)) refuseDer('time', 'A time is not written as DER demands.')
  const full = short ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text : text
  const date = new Date(`${full.slice(0, 4)}-${full.slice(4, 6)}-${full.slice(6, 8)}T${full.slice(8, 10)}:${full.slice(10, 12)}:${full.slice(12, 14)}Z`)
  if (Number.isNaN(date.getTime())) refuseDer('time', 'A time is not a time.')
  return date
}
