import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexAscii, hexText, pdfDate, pdfName, pdfNumber } from '../../../renderer/pdf/pdf-syntax'
import { srgbProfile } from '../../../renderer/pdf/srgb-profile'
import { StructureNode, writeStructureTree } from '../../../renderer/pdf/structure-tree'
import { longestWord, wrapText } from '../../../renderer/pdf/wrap'
import { xmpPacket } from '../../../renderer/pdf/xmp'

describe('pdf syntax', () => {
  it('writes any text so that nothing can break out of it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(hexText(text)).toMatch(/^<feff([0-9a-f]{4})*>$/)
      expect(pdfName(text)).toMatch(/^\/([A-Za-z0-9.+-]|#[0-9A-F]{2})*$/)
    }))
    expect(hexText('Aé')).toBe('<feff004100e9>')
    expect(() => hexAscii('é')).toThrow()
  })
  it('writes numbers without exponents and refuses what is none', () => {
    expect([0.001, -0.001, 1.239, 595.28].map(pdfNumber)).toEqual(['0', '0', '1.24', '595.28'])
    expect(() => pdfNumber(Number.NaN)).toThrow()
  })
  it('writes dates in UTC', () => {
    expect(pdfDate('2026-11-23T15:22:00.123Z')).toBe('D:20261123152200Z')
  })
})

describe('wrapText', () => {
  const measure = (text: string): number => Array.from(text).length
  it('keeps every letter and never sets a line too wide', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '-', '/', '中', 'я') })), fc.integer({ min: 2, max: 20 }), (parts, width) => {
      const text = parts.join('')
      const lines = wrapText(text, width, measure)
      for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(width)
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }))
  })
  it('breaks hashes after separators first, Chinese anywhere, and keeps line breaks', () => {
    expect(wrapText('folder/file', 8, measure)).toEqual(['folder/', 'file'])
    expect(wrapText('北京市朝阳区', 4, measure)).toEqual(['北京市朝', '阳区'])
    expect(wrapText('a\n\nb', 9, measure)).toEqual(['a', '', 'b'])
    expect(wrapText('', 9, measure)).toEqual([''])
    expect(longestWord('a longest 中文', measure)).toBe(7)
  })
})

describe('srgbProfile', () => {
  it('is a well-formed version 2 display profile', () => {
    const bytes = srgbProfile()
    const view = new DataView(bytes.buffer)
    const text = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
    expect(view.getUint32(0)).toBe(bytes.length)
    expect([text(12), text(16), text(20), text(36)]).toEqual(['mntr', 'RGB ', 'XYZ ', 'acsp'])
    const count = view.getUint32(128)
    expect(count).toBe(9)
    for (let i = 0; i < count; i += 1) {
      const at = 132 + 12 * i
      expect(view.getUint32(at + 4) % 4).toBe(0)
      expect(view.getUint32(at + 4) + view.getUint32(at + 8)).toBeLessThanOrEqual(bytes.length)
    }
  })
})

describe('xmpPacket', () => {
  it('escapes what persons typed', () => {
    const packet = xmpPacket({ title: '</rdf:li><x>&"\u0001', subject: '', author: '', claimedTime: '2026-11-23T15:22:00Z', producer: '', creator: '', evidenceHash: 'ab' })
    expect(packet).toContain('&lt;/rdf:li&gt;&lt;x&gt;&amp;&quot;\uFFFD')
  })
})

describe('writeStructureTree', () => {
  it('refers from every marked sequence to its element and back', () => {
    const root = new StructureNode('Document')
    const paragraph = root.child('P')
    paragraph.kids.push({ kind: 'content', page: 1, mcid: 0 }, { kind: 'content', page: 2, mcid: 0 })
    const link = root.child('Link')
    link.kids.push({ kind: 'annotation', page: 2, annotation: 0 })
    let next = 100
    const out: string[] = []
    const tree = writeStructureTree(root, [[paragraph], [paragraph]], [link], { newObject: () => next++, begin: (id) => out.push(`${id}:`), out: (text) => out.push(text), pageObject: (page) => page, annotationObject: () => 50 })
    const all = out.join('\n')
    expect(tree).toBe(100)
    expect(all).toContain('/S /P /P 101 0 R /Pg 1 0 R /K [0 <</Type /MCR /MCID 0 /Pg 2 0 R>>]')
    expect(all).toContain('<</Type /OBJR /Obj 50 0 R>>')
    expect(all).toContain('0 [102 0 R]\n1 [102 0 R]\n2 103 0 R')
  })
  it('refuses content of an element that is in no tree', () => {
    const writer = { newObject: () => 1, begin: () => undefined, out: () => undefined, pageObject: () => 1, annotationObject: () => 1 }
    expect(() => writeStructureTree(new StructureNode('Document'), [[new StructureNode('P')]], [], writer)).toThrow()
  })
})
