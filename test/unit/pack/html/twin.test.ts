import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { buildPackDocument } from '../../../../shared/pack/document/build'
import { escapeHtml } from '../../../../shared/pack/html/escape'
import { figuresOf, packHtml } from '../../../../shared/pack/html/twin'
import { info, renderRun, review } from '../../../fixtures/pdf/review-case'

const pack = buildPackDocument(review, info, renderRun)
const html = packHtml(pack)

/** Elements in order; the twin is written so that an XML parser can follow it, void elements apart. */
function elementsOf(text: string): readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const out: { name: string; attributes: Record<string, string> }[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => { throw error })
  parser.on('opentag', ({ name, attributes }) => out.push({ name, attributes: attributes }))
  parser.write(text.replace('<!DOCTYPE html>', '').replaceAll(/<(meta|img)([^>]*)>/gu, '<$1$2/>').trim()).close()
  return out
}

describe('the HTML twin', () => {
  it('is well formed, runs nothing and loads nothing', () => {
    const elements = elementsOf(html)
    expect(elements.map(({ name }) => name)).not.toContain('script')
    for (const { name, attributes } of elements) {
      expect(Object.keys(attributes).filter((key) => key.startsWith('on'))).toEqual([])
      expect(attributes['src'] ?? 'data:').toMatch(/^data:/u)
      expect(attributes['href'] ?? '#').toMatch(/^#/u)
      if (name === 'link' || name === 'iframe' || name === 'object') throw new Error(name)
    }
    expect(html).toContain("default-src 'none'")
  })

  it('has the thirty sections with links that lead somewhere, unique ids, and headings that skip no level', () => {
    const elements = elementsOf(html)
    const ids = elements.flatMap(({ attributes }) => (attributes['id'] === undefined ? [] : [attributes['id']]))
    expect(new Set(ids).size).toBe(ids.length)
    for (const { attributes } of elements) if (attributes['href'] !== undefined) expect(ids).toContain(attributes['href'].slice(1))
    for (const { id } of pack.sections) expect(ids).toContain(id)
    const levels = elements.flatMap(({ name }) => (/^h[1-6]$/u.test(name) ? [Number(name[1])] : []))
    levels.forEach((level, i) => { expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1) })
  })

  it('gives every figure as words and table, and as an image where it is drawn', () => {
    const figures = figuresOf(pack)
    expect(figures.length).toBeGreaterThan(0)
    for (const figure of figures) expect(html).toContain(escapeHtml(figure.alt))
    const drawn = packHtml(pack, new Map(figures.map((figure) => [figure, '<svg xmlns="http://www.w3.org/2000/svg"><text>"1" &lt; 2</text></svg>'])))
    const images = elementsOf(drawn).filter(({ name }) => name === 'img')
    expect(images).toHaveLength(figures.length)
    for (const { attributes } of images) expect(attributes['alt']).not.toBe('')
    expect(decodeURIComponent(images[0]!.attributes['src']!)).toContain('<text>"1" &lt; 2</text>')
  })

  it('cannot be broken out of by a name', () => {
    const evil = packHtml(buildPackDocument({ ...review, title: '</title><script>alert(1)</script>', notes: { vendor: '<img src=x onerror="a()"> & \u0000 "x"' } }, info, renderRun))
    expect(evil).not.toContain('<script>')
    expect(elementsOf(evil).some(({ name }) => name === 'img')).toBe(false)
    expect(evil).toContain('&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; \u{FFFD}')
  })

  it('says that it is not signed, and the same thing twice', () => {
    expect(html).toContain('This page is not signed')
    expect(packHtml(pack)).toBe(html)
  })
})
