import { concat, context, der, octets, oid, sequence, setOf, tags } from '../../../../shared/pack/signature/der'
import { children, readDer, readFirst } from '../../../../shared/pack/signature/der-read'
import { oids } from '../../../../shared/pack/signature/algorithms'
import { buildCms, signedAttributes } from '../../../../shared/pack/signature/cms'
import type { CmsParts } from '../../../../shared/pack/signature/cms'

/** Members of a SignedData: version, digestAlgorithms, content, certificates, signerInfos. */
export function editSignedData(cms: Uint8Array, edit: (members: Uint8Array[]) => Uint8Array[]): Uint8Array {
  const [type, wrapped] = children(readFirst(cms))
  const members = children(children(wrapped!)[0]!).map((node) => node.bytes)
  return sequence(type!.bytes, context(0, sequence(...edit(members))))
}

/** The members of its only SignerInfo. */
export function editSigner(cms: Uint8Array, edit: (members: Uint8Array[]) => Uint8Array[]): Uint8Array {
  return editSignedData(cms, (members) => {
    const signer = children(readDer(members[4]!))[0]!
    return [...members.slice(0, 4), der(tags.set, sequence(...edit(children(signer).map((node) => node.bytes))))]
  })
}

/** Signs again over attributes changed by `edit`, so that only the form is wrong and not the mathematics. */
export async function withAttributes(parts: CmsParts, resign: (attributes: Uint8Array) => Promise<Uint8Array>, edit: (attributes: Uint8Array[]) => Uint8Array[]): Promise<Uint8Array> {
  const changed = edit(children(readDer(signedAttributes(parts))).map((node) => node.bytes))
  const set = der(tags.set, ...changed)
  const signature = await resign(set)
  return editSigner(buildCms({ ...parts, signature }), (members) => members.map((member) => (member[0] === 0xa0 ? concat([Uint8Array.of(0xa0), set.subarray(1)]) : member)))
}

export const sha1Set = (): Uint8Array => setOf([sequence(oid(oids.sha1))])
export const encapsulated = (): Uint8Array => sequence(oid(oids.data), context(0, octets(Uint8Array.of(1, 2, 3))))
export const signingTime = (): Uint8Array => sequence(oid('1.2.840.113549.1.9.5'), setOf([der(tags.utcTime, new TextEncoder().encode('261120100000Z'))]))

/** The outermost length in BER's indefinite form. */
export function indefinite(cms: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(0x30, 0x80), readFirst(cms).content, Uint8Array.of(0, 0)])
}
