import * as asn1 from 'asn1js'

/**
 * A BER element. PKCS#12 files are BER in practice (some exporters write indefinite lengths), so
 * they are read with asn1js; certificates and signatures are read with the strict DER reader.
 */
export type Node = asn1.AsnType

/** @throws Error when the bytes are not one whole BER element. */
export function parseBer(bytes: Uint8Array): Node {
  const { offset, result } = asn1.fromBER(Uint8Array.from(bytes).buffer)
  if (offset === -1) throw new Error(`Not BER: ${result.error}`)
  return result
}

/** Members of a constructed element. */
export function childrenOf(node: Node | undefined): readonly Node[] {
  if (node === undefined || !(node.valueBlock instanceof Object) || !('value' in node.valueBlock) || !Array.isArray(node.valueBlock.value)) throw new Error('A part is missing.')
  return node.valueBlock.value as Node[]
}

/** Dotted object identifier. */
export function oidOf(node: Node | undefined): string {
  if (!(node instanceof asn1.ObjectIdentifier)) throw new Error('An object identifier is missing.')
  return node.getValue()
}

/** A small non-negative integer. */
export function intOf(node: Node | undefined): number {
  if (!(node instanceof asn1.Integer)) throw new Error('A number is missing.')
  return node.valueBlock.valueDec
}

/** Content of an octet string, also in pieces and also with an implicit context tag. */
export function bytesOf(node: Node | undefined): Uint8Array {
  if (node instanceof asn1.OctetString) return new Uint8Array(node.getValue())
  if (node instanceof asn1.Primitive) return node.valueBlock.valueHexView
  if (node instanceof asn1.Constructed) return new Uint8Array(Buffer.concat(childrenOf(node).map(bytesOf)))
  throw new Error('Bytes are missing.')
}

/** The element as it was written. */
export function wholeOf(node: Node): Uint8Array {
  return node.valueBeforeDecodeView
}
