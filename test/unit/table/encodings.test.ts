import { describe, expect, it } from 'vitest'
import { decoderOf } from '../../../shared/table/csv/single-byte'
import { chosen, columnCells, readText } from './read'

function encode(text: string, encoding: string): Uint8Array {
  const decode = decoderOf(encoding)
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decode(Uint8Array.of(byte)), byte]))
  return Uint8Array.from(text, (char) => bytes.get(char)!)
}

const french = ['Crédit à la consommation', 'Hôtel de la Forêt', 'Élise Lefèvre', 'Noël au château', 'l’été – « déjà »', 'garçon', 'Où ça ?']
const german = ['Müller', 'Straße', 'größer', 'Übung', 'Käse', 'Köln', 'süß']
const polish = ['Zażółć', 'gęślą', 'jaźń', 'Łódź', 'świetny', 'Kraków', 'część']
const russian = ['Москва', 'Санкт-Петербург', 'кредит одобрен', 'Иванов', 'улица Ленина', 'отказ', 'заём']
const greek = ['Λεωνίδας', 'Αλέξανδρος', 'Μυρτώ', 'πιστωτής', 'Θεσσαλονίκη', 'έγκριση']
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['French', 'windows-1252', french], ['French', 'macintosh', french], ['German', 'windows-1252', german], ['German', 'macintosh', german],
  ['Polish', 'windows-1250', polish], ['Russian', 'windows-1251', russian], ['Russian', 'koi8-r', russian], ['Russian', 'ibm866', russian],
  ['Greek', 'windows-1253', greek],
]

describe('encodings are told by evidence over the whole file', () => {
  it.each(cases)('%s in %s, also when the first such byte comes after two megabytes', async (_, encoding, words) => {
    const late = `id,word\n${'1,plain\n'.repeat(260_000)}${words.map((word, row) => `${row},${word}`).join('\n')}\n`
    for (const text of [`id,word\n${words.map((word, row) => `${row},${word}`).join('\n')}\n`, late]) {
      const report = await readText(encode(text, encoding))
      expect(chosen(report, 'encoding')).toBe(encoding)
      expect(columnCells(report, 'word').slice(-words.length)).toEqual(words)
    }
  })

  it('does not leave windows-1252 for a byte or two that prove nothing', async () => {
    const report = await readText(Uint8Array.from('id,code\n1,(\xe7)\n2,x\n', (char) => char.charCodeAt(0)))
    expect(chosen(report, 'encoding')).toBe('windows-1252')
    expect(report.decisions.find((decision) => decision.id === 'encoding')?.reason).toContain('Too few to tell')
  })

  it('decodes names of columns too, and finds their options under those names', async () => {
    const report = await readText(encode('Größe,x\n1,2\n3,4\n', 'windows-1252'), { 'column:Größe': 'category' })
    expect(columnCells(report, 'Größe')).toEqual(['1', '3'])
    expect(report.table.columns[0]!.kind).toBe('category')
  })

  it('keeps UTF-8 with a few damaged bytes as UTF-8 and says how many', async () => {
    const good = new TextEncoder().encode(`id,word\n${'1,größer\n'.repeat(100)}2,x`)
    const report = await readText(Uint8Array.of(...good, 0xe9, 10))
    expect(chosen(report, 'encoding')).toBe('utf-8')
    expect(report.warnings.join(' ')).toContain('1 byte sequences are not valid UTF-8')
  })

  it('reads multi-byte encodings when they are set', async () => {
    expect(chosen(await readText(encode('a,b\né,’\n', 'windows-1252'), { encoding: 'CP1252' }), 'encoding')).toBe('windows-1252')
    const report = await readText(Uint8Array.of(0x61, 0x2c, 0x62, 10, 0x93, 0x8c, 0x8b, 0x9e, 0x2c, 0x31, 10), { encoding: 'shift_jis' })
    expect(columnCells(report, 'a')).toEqual(['東京'])
  })
})
