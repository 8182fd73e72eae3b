import { quietJob } from '../../../../shared/contract/job'
import { parsePdf } from '../../../../shared/pack/pdf/revision'
import { entryOf, nameOf } from '../../../../shared/pack/pdf/value'
import { appendText, catalogNumber, contentsOf, objectText, prependText, putContents, replace, save } from './forge'

/** One way to tamper with a pack that has three signatures, whoever made it. */
export interface Tampering {
  readonly name: string
  readonly make: () => Uint8Array
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** What an attacker without a key can do to a signed file: nothing in the list depends on how its pages were made. */
export function tamperings(pack: Uint8Array): readonly Tampering[] {
  const { revisions } = parsePdf(pack, quietJob)
  const ofType = (type: string): number => [...revisions[0]!.objects.values()].find((object) => nameOf(entryOf(object.value, 'Type')) === type)!.number
  const [page, specification, file] = [ofType('Page'), ofType('Filespec'), ofType('EmbeddedFile')]
  const content = Number(/\/Contents (\d+) 0 R/u.exec(objectText(pack, page))![1])
  const free = revisions.at(-1)!.size
  const range = (write: (a: number, b: number, c: number) => string): Uint8Array => {
    const match = [...latin1(pack).matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)\] */gu)].at(-1)!
    const [a, b, c] = match.slice(1).map(Number)
    return replace(pack, match[0], `/ByteRange [${write(a!, b!, c!)}]`.padEnd(match[0].length))
  }
  const digits = Buffer.from(contentsOf(pack, 2)).toString('hex')
  const previous = String(revisions.at(-2)!.xrefAt)
  const object = (number: number): string => `endobj\n${number} 0 obj`
  return [
    ['a comment after the end', () => appendText(pack, '% nothing to see\n')],
    ['white space after the end', () => appendText(pack, '\n')],
    ['page content replaced by a later save', () => save(pack, { [content]: '<< /Length 2 >>\nstream\nBT\nendstream' })],
    ['a note laid over the page', () => save(pack, { [free]: '<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 500] /Contents (0.99) >>', [page]: objectText(pack, page).replace('/Annots [', `/Annots [${free} 0 R `) })],
    ['an attachment swapped', () => save(pack, { [file]: '<< /Type /EmbeddedFile /Subtype /application#2Fjson /Params << /Size 2 >> /Length 2 >>\nstream\n{}\nendstream' })],
    ['an attachment renamed', () => save(pack, { [specification]: objectText(pack, specification).replace(/\/Desc <[^>]*>/u, '/Desc <FEFF0078>') })],
    ['an attachment doubled', () => save(pack, { [free]: objectText(pack, specification), [catalogNumber(pack)]: objectText(pack, catalogNumber(pack)) })],
    ['objects appended without a table', () => appendText(pack, `${content} 0 obj\n<< /Length 2 >>\nstream\nBT\nendstream\nendobj\n`)],
    ['an empty save', () => save(pack, {})],
    ['another catalog', () => replace(save(pack, { [free]: objectText(pack, catalogNumber(pack)) }), `/Root ${catalogNumber(pack)} 0 R`, `/Root ${free} 0 R`)],
    ['junk before the header', () => prependText(pack, 'junk')],
    ['a cyclic /Prev', () => replace(pack, `/Prev ${previous}`, `/Prev ${String(revisions.at(-1)!.xrefAt)}`)],
    ['a truncated file', () => pack.subarray(0, pack.length - 300)],
    ['two startxref', () => replace(pack, 'startxref\n', 'startxref\n12\nstartxref\n')],
    ['a table that leads to the wrong object', () => replace(pack, `${String(revisions[0]!.objects.get(page)!.from).padStart(10, '0')} 00000 n`, `${String(revisions[0]!.objects.get(page)!.from + 1).padStart(10, '0')} 00000 n`, 'first')],
    ['a stream with a wrong length', () => replace(pack, `/Length ${/\/Length (\d+)/u.exec(objectText(pack, file))![1]!}`, '/Length 11', 'first')],
    ['a key twice in one dictionary', () => replace(pack, '/Type /Catalog', '/Type /Catalog /Type /Catalog', 'first')],
    ['bytes between objects', () => replace(pack, object(file), object(file).replace('endobj\n', 'endobj\n(hidden)\n'), 'first')],
    ['a roomy gap between objects', () => replace(pack, object(file), object(file).replace('endobj\n', `endobj\n${' '.repeat(40)}\n`), 'first')],
    ['an enlarged gap', () => range((a, b, c) => `0 ${a} ${b + 10} ${c - 10}`)],
    ['a zero range', () => range(() => '0 0 0 0')],
    ['a negative range', () => range((a, b, c) => `0 ${a} -${b} ${c}`)],
    ['a huge range', () => range((a, b) => `0 ${a} ${b} 99999999999`)],
    ['a floating range', () => range((a, b, c) => `0 ${a}.0 ${b} ${c}`)],
    ['empty contents', () => putContents(pack, 2, new Uint8Array(16_384))],
    ['a renamed key', () => replace(pack, '/Reason (', '/Reasen (')],
    ['capital digits', () => replace(pack, digits, digits.replace(/[a-f]/u, (letter) => letter.toUpperCase()))],
    ['bytes in the padding', () => putContents(pack, 2, contentsOf(pack, 2).fill(1, 16_000, 16_001))],
    ['the signature of another revision', () => putContents(pack, 2, contentsOf(pack, 0))],
    ['a changed reason', () => replace(pack, '/Reason (', '/Reason (Not ')],
    ['a changed time', () => replace(pack, '/M (D:20', '/M (D:19')],
    ['the approver cut off', () => pack.subarray(0, revisions[2]!.to)],
    ['all signatures cut off', () => pack.subarray(0, revisions[0]!.to)],
  ].map(([name, make]) => ({ name: name as string, make: make as () => Uint8Array }))
}
