import { beforeAll, describe, expect, it } from 'vitest'
import type { Detail } from '../../../../shared/pack/verify/report'
import { buildCms } from '../../../../shared/pack/signature/cms'
import { concat, sequence, setOf } from '../../../../shared/pack/signature/der'
import { children, readDer } from '../../../../shared/pack/signature/der-read'
import { parsePdf } from '../../../../shared/pack/pdf/revision'
import { quietJob } from '../../../../shared/contract/job'
import { issue } from '../support/authority'
import { editSignedData, encapsulated, indefinite, sha1Set, signingTime, withAttributes } from '../support/edit-cms'
import { appendText, catalogNumber, contentsOf, forge, objectText, prependText, putContents, replace, save } from '../support/forge'
import { selfIssued } from '../support/identity'
import type { TestIdentity } from '../support/identity'
import { firstExtraObject } from '../support/minimal-pdf'
import { people, revisionZero, signAll, signAs, verify } from '../support/pack'

interface Case {
  readonly name: string
  readonly make: () => Uint8Array | Promise<Uint8Array>
  /** The code that must be among those of the report. */
  readonly code: string
  /** `failed` unless told: the status of that detail. */
  readonly status?: Detail['status']
}

let signers: readonly TestIdentity[] = []
let zero = new Uint8Array() as Uint8Array
let once = zero
let twice = zero
let pack = zero

beforeAll(async () => {
  signers = await people()
  zero = revisionZero()
  once = await signAs(zero, signers[0]!, 0)
  twice = await signAs(once, signers[1]!, 1)
  pack = await signAll(zero, signers)
})

const ada = (): TestIdentity => signers[0]!
const cut = (pdf: Uint8Array, revisions: number): Uint8Array => pdf.subarray(0, parsePdf(pdf, quietJob).revisions[revisions]!.to)
const attachmentSpec = 20
const attachmentStream = 21

const savedAfterSigning: readonly Case[] = [
  { name: 'a comment after the end', make: () => appendText(pack, '% nothing to see\n'), code: 'pdf.trailing-bytes' },
  { name: 'white space after the end', make: () => appendText(pack, '\n'), code: 'pdf.trailing-bytes' },
  { name: 'page content replaced', make: () => save(pack, { 4: '<< /Length 2 >>\nstream\nBT\nendstream' }), code: 'unchanged.update' },
  { name: 'an annotation laid over the page', make: () => save(pack, { 80: '<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 500] /Contents (0.99) >>', 3: objectText(pack, 3).replace('/Annots [', '/Annots [80 0 R ') }), code: 'unchanged.update' },
  { name: 'an attachment swapped', make: () => save(pack, { [attachmentStream]: '<< /Type /EmbeddedFile /Subtype /application#2Fjson /Params << /Size 2 >> /Length 2 >>\nstream\n{}\nendstream' }), code: 'unchanged.update' },
  { name: 'an attachment renamed', make: () => save(pack, { [attachmentSpec]: objectText(pack, attachmentSpec).replaceAll('manifest', 'manifesto') }), code: 'unchanged.update' },
  { name: 'an attachment doubled', make: () => save(pack, { 80: objectText(pack, attachmentSpec), [catalogNumber(pack)]: objectText(pack, 1) }), code: 'unchanged.update' },
  { name: 'objects appended without a cross-reference table', make: () => appendText(pack, '4 0 obj\n<< /Length 2 >>\nstream\nBT\nendstream\nendobj\n'), code: 'pdf.trailing-bytes' },
  { name: 'an empty incremental save', make: () => save(pack, {}), code: 'unchanged.unsigned-update' },
  { name: 'another catalog', make: () => replace(save(pack, { 80: objectText(pack, 1) }), '/Root 1 0 R', '/Root 80 0 R'), code: 'unchanged.update' },
  { name: 'an unsigned field filled with text', make: () => save(once, { 61: objectText(zero, 61).replace('/FT /Sig', '/FT /Sig /Contents (Approved)') }), code: 'unchanged.unsigned-update' },
  { name: 'a later update that rewrites an earlier signature', make: () => save(twice, { 62: `${objectText(zero, 62).replace('>>', '')} /V 63 0 R >>`, 63: '<< /Type /Sig >>' }), code: 'unchanged.update' },
]

const stream = (dictionary: string, content: string): string => `<< ${dictionary} /Length ${content.length} >>\nstream\n${content}\nendstream`
/** An object of the pack with entries added to its dictionary. */
const withEntries = (number: number, entries: string): string => objectText(pack, number).replace(/ ?>>$/u, `${entries} >>`)
const withForm = (more: string): string => objectText(pack, 1).replace(/\/AcroForm << [^>]* >>/u, `/AcroForm << /Fields [60 0 R 61 0 R 62 0 R 80 0 R] /SigFlags 3${more} >>`)
const field = '<< /Type /Annot /Subtype /Widget /FT /Sig /T (signoff-9) /Rect [0 0 0 0] /F 132 /P 3 0 R /V 81 0 R >>'
const stranger = `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 10 20 30] /Contents <${'00'.repeat(16_384)}> /M (D:20261121100000Z) /Name (Mallory) /Reason (Auditor: I agree.) >>`
type Objects = Readonly<Record<number, string>>

/** What a later save by somebody else can change without touching a signed byte; viewers show the newest of everything. */
const savedOver: readonly Case[] = ([
  ['a signature of a stranger in a field of its own', () => ({ 80: field, 81: stranger, 1: withForm('') })],
  ['a stranger’s signature that also brings another page', () => ({ 80: field, 81: stranger, 4: stream('', 'BT ET'), 1: withForm('') })],
  ['a store of validation data', () => ({ 80: '<< /Type /DSS /Certs [] >>', 1: withEntries(1, ' /DSS 80 0 R') })],
  ['fields that viewers are to draw anew', () => ({ 1: withForm(' /NeedAppearances true') })],
  ['a sign-off field given a picture', () => ({ 80: stream('/Type /XObject /Subtype /Form /BBox [0 0 500 500]', 'BT ET'), 62: objectText(zero, 62).replace('/Rect [0 0 0 0]', '/Rect [0 0 500 500] /AP << /N 80 0 R >>') })],
  ['other metadata', () => ({ 80: stream('/Type /Metadata /Subtype /XML', '<x/>'), 1: withEntries(1, ' /Metadata 80 0 R') })],
  ['another date of making', () => ({ 6: '<< /Producer (Countersign) /CreationDate (D:20200101000000Z) >>' })],
  ['page labels that count otherwise', () => ({ 1: withEntries(1, ' /PageLabels << /Nums [0 << /S /D /St 7 >>] >>') })],
  ['a layer that is switched off', () => ({ 80: '<< /Type /OCG /Name (Findings) >>', 1: withEntries(1, ' /OCProperties << /OCGs [80 0 R] /D << /OFF [80 0 R] >> >>') })],
  ['a page cropped to its head', () => ({ 3: withEntries(3, ' /CropBox [0 700 595 842]') })],
  ['a page taken out', () => ({ 2: '<< /Type /Pages /Kids [] /Count 0 >>' })],
  ['a font whose letters mean others', () => ({ 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [48 /one] >> >>' })],
  ['another file under the name of an attachment', () => ({ 80: objectText(pack, attachmentSpec).replaceAll(`${attachmentStream} 0 R`, '81 0 R'), 81: stream('/Type /EmbeddedFile /Subtype /application#2Fjson /Params << /Size 2 >>', '{}'), 1: objectText(pack, 1).replaceAll(`${attachmentSpec} 0 R`, '80 0 R') })],
] as readonly (readonly [string, () => Objects])[]).map(([name, objects]) => ({ name, make: () => save(pack, objects()), code: 'unchanged.update' }))

/** Two stories in one file: a reader that finds objects in another way sees another document. */
const twoStories: readonly Case[] = [
  { name: 'a second object of one number', make: () => replace(pack, 'endobj\n5 0 obj', `endobj\n4 0 obj\n${stream('', 'BT ET')}\nendobj\n5 0 obj`, 'first'), code: 'pdf.duplicate-object' },
  { name: 'an object of another generation', make: () => replace(pack, '\n4 0 obj', '\n4 1 obj', 'first'), code: 'pdf.stray-bytes' },
  { name: 'an object freed by a later save', make: () => replace(save(pack, { 4: objectText(pack, 4) }), ' 00000 n ', ' 00001 f '), code: 'pdf.xref-target' },
  { name: 'a cross-reference stream beside the table', make: () => save(pack, {}, ' /XRefStm 15'), code: 'pdf.trailer' },
  { name: 'a cross-reference stream in the place of the table', make: () => appendText(pack, '80 0 obj\n<< /Type /XRef /Size 81 /Root 1 0 R /W [1 2 1] /Length 0 >>\nstream\n\nendstream\nendobj\nstartxref\n15\n%%EOF\n'), code: 'pdf.xref-stream', status: 'not-proven' },
  { name: 'a later save that leads back to no earlier one', make: () => replace(save(pack, {}), ` /Prev ${parsePdf(pack, quietJob).revisions.at(-1)!.xrefAt}`, ''), code: 'pdf.prev' },
  { name: 'a whole second document behind the first', make: () => appendText(pack, Buffer.from(zero).toString('latin1')), code: 'pdf.trailing-bytes' },
  { name: 'another file identifier', make: () => save(pack, {}, ' /ID [<00> <00>]'), code: 'unchanged.unsigned-update' },
]

const bytesAndTables: readonly Case[] = [
  { name: 'junk before the header', make: () => prependText(pack, 'junk'), code: 'pdf.header' },
  { name: 'a cyclic /Prev', make: () => { const at = String(parsePdf(pack, quietJob).revisions.at(-1)!.xrefAt); return replace(pack, /\/Prev \d+/u.exec(Buffer.from(pack.subarray(-200)).toString('latin1'))![0], `/Prev ${at}`) }, code: 'pdf.prev' },
  { name: 'a truncated file', make: () => pack.subarray(0, pack.length - 300), code: 'pdf.truncated' },
  { name: 'a file cut in its first half', make: () => pack.subarray(0, 900), code: 'pdf.truncated' },
  { name: 'an empty file', make: () => new Uint8Array(), code: 'pdf.empty' },
  { name: 'a file of 500 MB', make: () => new Uint8Array(500_000_000), code: 'pdf.too-large' },
  { name: '100,000 nested brackets', make: () => appendText(new Uint8Array(), `%PDF-1.7\n1 0 obj\n${'['.repeat(100_000)}`), code: 'pdf.depth', status: 'not-proven' },
  { name: '100,000 nested dictionaries', make: () => appendText(new Uint8Array(), `%PDF-1.7\n1 0 obj\n${'<</A'.repeat(100_000)}`), code: 'pdf.depth', status: 'not-proven' },
  { name: 'two startxref', make: () => replace(pack, 'startxref\n', 'startxref\n12\nstartxref\n'), code: 'pdf.startxref' },
  { name: 'a startxref that lies', make: () => replace(pack, `startxref\n${parsePdf(pack, quietJob).revisions.at(-1)!.xrefAt}`, 'startxref\n00000'), code: 'pdf.startxref' },
  { name: 'a table that leads to the wrong object', make: () => replace(pack, '0000000015 00000 n \n', '0000000016 00000 n \n', 'first'), code: 'pdf.xref-target' },
  { name: 'a stream with a wrong /Length', make: () => replace(pack, `/Length ${/Length (\d+)/u.exec(objectText(pack, 4))![1]!}`, '/Length 11', 'first'), code: 'pdf.stream-length' },
  { name: 'a key twice in one dictionary', make: () => replace(pack, '/Type /Catalog', '/Type /Catalog /Type /Catalog', 'first'), code: 'pdf.duplicate-key' },
  { name: 'bytes between objects', make: () => replace(pack, 'endobj\n5 0 obj', 'endobj\n(hidden)\n5 0 obj', 'first'), code: 'pdf.stray-bytes' },
  { name: 'a roomy gap between objects', make: () => replace(pack, 'endobj\n5 0 obj', `endobj\n${' '.repeat(40)}\n5 0 obj`, 'first'), code: 'pdf.gap' },
  { name: 'a linearised file', make: () => replace(pack, '<< /Type /Catalog', '<< /Linearized 1 /Type /Catalog', 'first'), code: 'pdf.linearized', status: 'not-proven' },
  { name: 'an encrypted file', make: () => replace(zero, '/Info 6 0 R', '/Encrypt 6 0 R'), code: 'pdf.encrypted', status: 'not-proven' },
]

const ranges: readonly Case[] = [
  ['an enlarged gap', (a: number, b: number, c: number) => `0 ${a} ${b + 10} ${c - 10}`],
  ['a zero range', () => '0 0 0 0'],
  ['a negative range', (a: number, b: number, c: number) => `0 ${a} -${b} ${c}`],
  ['a huge range', (a: number, b: number) => `0 ${a} ${b} 99999999999`],
  ['a floating range', (a: number, b: number, c: number) => `0 ${a}.0 ${b} ${c}`],
  ['a range that begins late', (a: number, b: number, c: number) => `9 ${a} ${b} ${c}`],
].map(([name, range]) => ({
  name: name as string, code: 'unchanged.byte-range', make: () => {
    const match = [...Buffer.from(pack).toString('latin1').matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)\] */gu)].at(-1)!
    const [a, b, c] = match.slice(1).map(Number)
    return replace(pack, match[0], `/ByteRange [${(range as (a: number, b: number, c: number) => string)(a!, b!, c!)}]`.padEnd(match[0].length))
  },
}))

const signatureDictionary: readonly Case[] = [
  ...ranges,
  { name: 'empty contents', make: () => putContents(pack, 2, new Uint8Array(16_384)), code: 'unchanged.empty-contents' },
  { name: 'a renamed key', make: () => replace(pack, '/Reason (', '/Reasen ('), code: 'unchanged.signature-key' },
  { name: 'capital digits', make: () => { const digits = Buffer.from(contentsOf(pack, 2)).toString('hex'); return replace(pack, digits, digits.replace(/[a-f]/u, (letter) => letter.toUpperCase())) }, code: 'unchanged.hex-case' },
  { name: 'bytes in the padding', make: () => { const contents = contentsOf(pack, 2); contents[16_000] = 1; return putContents(pack, 2, contents) }, code: 'cms.padding' },
  { name: 'a changed reason', make: () => replace(pack, 'stand behind', 'sit in front'.slice(0, 12)), code: 'unchanged.digest' },
  { name: 'a changed time', make: () => replace(pack, 'D:20261120100000Z', 'D:20251120100000Z'), code: 'unchanged.digest' },
  { name: 'a needless escape in a name', make: () => replace(pack, '/Reason', '/Re#61son'), code: 'pdf.name-escape' },
]

const structures: readonly Case[] = [
  { name: 'the signature of another revision', make: () => putContents(pack, 2, contentsOf(pack, 0)), code: 'unchanged.digest' },
  { name: 'SHA-1 among the hash algorithms', make: () => forge(zero, ada(), { cms: (parts) => editSignedData(buildCms(parts), ([version, , ...rest]) => [version!, sha1Set(), ...rest]) }), code: 'cms.digest-algorithms' },
  { name: 'two signers in one field', make: () => forge(zero, ada(), { cms: (parts) => editSignedData(buildCms(parts), (members) => { const signer = children(readDer(members[4]!))[0]!.bytes; return [...members.slice(0, 4), setOf([signer, signer])] }) }), code: 'cms.signers' },
  { name: 'content of its own', make: () => forge(zero, ada(), { cms: (parts) => editSignedData(buildCms(parts), ([version, digests, , ...rest]) => [version!, digests!, encapsulated(), ...rest]) }), code: 'cms.encapsulated' },
  { name: 'no certificate', make: () => forge(zero, ada(), { cms: (parts) => editSignedData(buildCms(parts), (members) => members.filter((member) => member[0] !== 0xa0)) }), code: 'cms.no-certificate' },
  { name: 'a foreign certificate', make: () => forge(zero, ada(), { cms: (parts) => editSignedData(buildCms(parts), (members) => members.map((member) => (member[0] === 0xa0 ? setOf([...parts.certificates, ...signers[1]!.certificates], 0xa0) : member))) }), code: 'cms.foreign-certificate' },
  { name: 'the certificate of someone else', make: () => forge(zero, ada(), { cms: (parts) => editSignedData(buildCms(parts), (members) => members.map((member) => (member[0] === 0xa0 ? setOf(signers[1]!.certificates, 0xa0) : member))) }), code: 'cms.signer-certificate' },
  { name: 'an attribute missing', make: () => forge(zero, ada(), { cms: (parts, resign) => withAttributes(parts, resign, (attributes) => attributes.slice(0, 2)) }), code: 'cms.attributes' },
  { name: 'an attribute doubled', make: () => forge(zero, ada(), { cms: (parts, resign) => withAttributes(parts, resign, (attributes) => [attributes[0]!, ...attributes]) }), code: 'cms.attributes' },
  { name: 'a further attribute', make: () => forge(zero, ada(), { cms: (parts, resign) => withAttributes(parts, resign, (attributes) => [...attributes, signingTime()]) }), code: 'cms.attributes' },
  { name: 'attributes in another order', make: () => forge(zero, ada(), { cms: (parts, resign) => withAttributes(parts, resign, (attributes) => attributes.toReversed()) }), code: 'cms.form' },
  { name: 'BER instead of DER', make: () => forge(zero, ada(), { cms: (parts) => indefinite(buildCms(parts)) }), code: 'der.indefinite-length' },
  { name: 'a length longer than need be', make: () => forge(zero, ada(), { cms: (parts) => { const cms = buildCms(parts); return concat([Uint8Array.of(0x30, 0x83, 0), cms.subarray(2)]) } }), code: 'der.length' },
  { name: 'something that is no signature', make: () => forge(zero, ada(), { cms: () => sequence() }), code: 'der.shape' },
  { name: 'a signature value that is no sequence', make: () => forge(zero, ada(), { cms: (parts) => buildCms({ ...parts, signature: parts.signature.with(0, 0x32) }) }), code: 'unchanged.signature' },
  { name: 'a signature by another key', make: () => forge(zero, { ...signers[1]!, certificates: ada().certificates, algorithm: 'ECDSA P-256' }, {}), code: 'unchanged.signature' },
]

const persons: readonly Case[] = [
  { name: 'the approver cut off', make: () => cut(pack, 2), code: 'who.incomplete', status: 'not-proven' },
  { name: 'all signatures stripped', make: () => cut(pack, 0), code: 'unchanged.unsigned', status: 'not-proven' },
  { name: 'the same name from another authority', make: async () => { const signer = await issue({ name: 'Ada Lovelace', issuer: await issue({ name: 'Other CA', authority: true }) }); return await signAs(zero, signer, 0) }, code: 'who.unknown-issuer', status: 'not-proven' },
  { name: 'somebody else in a planned role', make: async () => signAs(once, await selfIssued('Mallory'), 1), code: 'who.not-planned', status: 'not-proven' },
  { name: 'one key in two roles', make: () => forge(once, ada(), { place: 1 }), code: 'who.same-key' },
  { name: 'one name in two roles', make: async () => signAs(once, await selfIssued('ada lovelace'), 1), code: 'who.same-name' },
  { name: 'a time outside the certificate\'s validity', make: async () => forge(zero, await selfIssued('Old', 'ECDSA P-256', { notAfter: new Date('2026-01-01') })), code: 'who.not-valid-then' },
  { name: 'an approver who signs before the reviewer', make: () => forge(zero, signers[2]!, { place: 2 }), code: 'who.order' },
  { name: 'a reason that states another role', make: () => forge(zero, ada(), { parameters: { reason: 'Approver: I approve.' } }), code: 'who.role' },
  { name: 'a time that is still to come', make: () => forge(zero, ada(), { parameters: { claimedTime: new Date('2027-06-01T00:00:00Z') } }), code: 'when.future' },
  { name: 'an RSA key below 2048 bits', make: async () => forge(zero, await selfIssued('Weak', 'RSA', { bits: 1024 })), code: 'who.weak-key' },
  { name: 'an authority that signs', make: async () => forge(zero, await issue({ name: 'CA', authority: true })), code: 'who.authority' },
  { name: 'a root that had expired', make: async () => forge(zero, await issue({ name: 'Ada Lovelace', issuer: await issue({ name: 'Old CA', authority: true, notAfter: new Date('2026-01-01') }) })), code: 'who.issuer-not-valid-then' },
  { name: 'a chain whose authority did not issue', make: async () => { const signer = await issue({ name: 'Ada Lovelace', issuer: await issue({ name: 'CA', authority: true }) }); const other = await issue({ name: 'CA', authority: true }); return await forge(zero, signer, { certificates: [signer.certificates[0]!, other.certificates[0]!] }) }, code: 'who.chain' },
  { name: 'a certificate for web servers', make: async () => forge(zero, await issue({ name: 'Ada Lovelace', issuer: await issue({ name: 'CA', authority: true }), usages: ['1.3.6.1.5.5.7.3.1'] })), code: 'who.extended-usage' },
  { name: 'another sign-off plan', make: () => signAs(revisionZero({ signOff: [{ field: 'signoff-1', role: 'Independent validator', name: 'Somebody' }] }), ada(), 0), code: 'who.plan' },
]

const extra = (object: string, place = 'catalogExtra'): Uint8Array => revisionZero({ extraObjects: [object], [place]: ` /PageLabels ${firstExtraObject} 0 R` })

const annotated = (...extraObjects: readonly string[]): Promise<Uint8Array> => signAs(revisionZero({ extraObjects, annotations: [firstExtraObject] }), ada(), 0)

const madeBad: readonly Case[] = [
  { name: 'an object nothing points to', make: () => signAs(revisionZero({ extraObjects: ['(waiting to be swapped in)'] }), ada(), 0), code: 'pdf.unreachable' },
  { name: 'an object outside the table', make: () => signAs(zero, ada(), 0).then((pdf) => replace(pdf, `${String(Buffer.from(pdf).indexOf('\n5 0 obj') + 1).padStart(10, '0')} 00000 n `, '0000000000 00000 f ', 'first')), code: 'pdf.xref-target' },
  { name: 'an action on opening', make: () => signAs(revisionZero({ catalogExtra: ' /OpenAction << /S /JavaScript /JS (app.alert(1)) >>' }), ada(), 0), code: 'pdf.action' },
  { name: 'a script', make: () => signAs(extra('<< /S /GoTo /JS (1) >>'), ada(), 0), code: 'pdf.forbidden-key' },
  { name: 'a launch action', make: () => signAs(extra('<< /S /Launch /F (calc.exe) >>'), ada(), 0), code: 'pdf.forbidden-kind' },
  { name: 'additional actions', make: () => signAs(revisionZero({ pageExtra: ' /AA << >>' }), ada(), 0), code: 'pdf.forbidden-key' },
  { name: 'layers', make: () => signAs(revisionZero({ catalogExtra: ' /OCProperties << >>' }), ada(), 0), code: 'pdf.forbidden-key' },
  { name: 'an XFA form', make: () => signAs(revisionZero({ catalogExtra: ' /Other << /XFA [] >>' }), ada(), 0), code: 'pdf.forbidden-key' },
  { name: 'rich media', make: () => signAs(extra('<< /Type /Annot /Subtype /RichMedia >>'), ada(), 0), code: 'pdf.forbidden-kind' },
  { name: 'an object stream', make: () => signAs(extra('<< /Type /XObject >>'), ada(), 0).then((pdf) => replace(pdf, '/Type /XObject', '/Type /ObjStm', 'first')), code: 'pdf.object-stream', status: 'not-proven' },
  { name: 'a note drawn over the page', make: () => signAs(extra('<< /Type /Annot /Subtype /FreeText /Contents (0.99) >>'), ada(), 0), code: 'pdf.annotation' },
  { name: 'a stream from another file', make: () => signAs(extra('<< /F (other.bin) /Length 1 >>\nstream\n1\nendstream'), ada(), 0), code: 'pdf.external-stream' },
  { name: 'a hidden form field', make: () => signAs(extra('<< /FT /Tx /T (x) >>'), ada(), 0), code: 'pdf.form' },
  { name: 'an annotation that does not say it is one', make: () => annotated('<< /Subtype /Stamp /Rect [0 0 500 500] >>'), code: 'pdf.annotation' },
  { name: 'a link with a picture over the page', make: () => annotated('<< /Type /Annot /Subtype /Link /Rect [0 0 500 500] /Border [0 0 0] /AP << /N 91 0 R >> >>', stream('/Type /XObject /Subtype /Form /BBox [0 0 500 500]', 'BT ET')), code: 'pdf.page-form' },
  { name: 'a link with a frame that covers the page', make: () => annotated('<< /Type /Annot /Subtype /Link /Rect [0 0 500 500] /Border [0 0 400] >>'), code: 'pdf.annotation' },
  { name: 'page labels', make: () => signAs(revisionZero({ catalogExtra: ' /PageLabels << /Nums [0 << /S /D /St 7 >>] >>' }), ada(), 0), code: 'pdf.page-form' },
  { name: 'a cropped page', make: () => signAs(revisionZero({ pageExtra: ' /CropBox [0 700 595 842]' }), ada(), 0), code: 'pdf.page-form' },
  { name: 'a page that is turned', make: () => signAs(revisionZero({ pageExtra: ' /Rotate 180' }), ada(), 0), code: 'pdf.page-form' },
]

const groups = { savedAfterSigning, savedOver, twoStories, bytesAndTables, signatureDictionary, structures, persons, madeBad }

describe.each(Object.entries(groups))('%s', (_, cases) => {
  it.each(cases.map((entry) => [entry.name, entry] as const))('%s', async (_name, { make, code, status = 'failed' }) => {
    const forged = await make()
    const from = process.cpuUsage().user
    const report = await verify(forged, signers)
    expect((process.cpuUsage().user - from) / 1000).toBeLessThan(1500)
    expect(report.verdict).not.toBe('proven')
    const found = report.lines.flatMap((line) => line.details).filter((detail) => detail.code === code)
    expect(found.map((detail) => detail.status), JSON.stringify(report.lines)).toContain(status)
    expect(found[0]!.sentence).toMatch(/^[A-Z0-9].*[.)]$/u)
    if (status === 'failed') expect(report.verdict).toBe('failed')
  })
})
