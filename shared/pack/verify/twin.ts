import { twinStyle } from '../html/style'
import { compact } from './page-text'

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'' }
const tags = new Set('html head meta title body a header h1 h2 h3 h4 p code aside strong nav ol ul li main section span dl div dt dd table caption thead tbody tr th td figure figcaption'.split(' '))
const attributes = new Set('lang charset http-equiv content name class href id role tabindex scope colspan aria-label aria-labelledby'.split(' '))
const classes = new Set(['right', 'basis', 'info', 'warning', 'limitation', 'formula', 'draft', 'table'])
const policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">'
/** The only words a twin hides from the eye: the link for keyboards at its top. */
const skip = '<a class="skip" href="#main">To the content</a>'

/**
 * Why the web page inside a pack is not the plain page that packs have, as the end of a sentence; null
 * when it is. Only what the twin is made of is allowed: no script, nothing loaded, no other style, so
 * that no word of it can be hidden, moved or put over another.
 */
export function unplain(html: string): string | null {
  const style = `<style>${twinStyle}</style>`
  if (!html.startsWith('<!DOCTYPE html>\n<html lang="en">')) return 'it does not begin as one'
  if (!html.includes(style)) return 'its style is another one'
  if (!html.includes(policy)) return 'it does not forbid scripts'
  for (const [token, name = '', rest = ''] of html.slice('<!DOCTYPE html>'.length).replace(style, '').replace(skip, '').matchAll(/<(?:\/?([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"<>]*")*)>)?/gu)) {
    if (!tags.has(name)) return `it holds ${token === '<' ? 'a broken tag' : `the tag ${token.slice(0, 40)}`}`
    for (const [, key = '', value = ''] of rest.matchAll(/([a-z-]+)="([^"]*)"/gu)) {
      const odd = !attributes.has(key) || (key === 'class' && !classes.has(value)) || (key === 'href' && !value.startsWith('#')) || (key === 'http-equiv' && token !== policy)
      if (odd) return `it holds ${key}="${value.slice(0, 40)}"`
    }
  }
  return null
}

/** The words of the page in their order, white space taken out as in `printedText`. */
export function twinText(html: string): string {
  const body = html.slice(Math.max(0, html.indexOf('<body>'))).replaceAll(/<[^>]*>/gu, '')
  return compact(body.replaceAll(/&(amp|lt|gt|quot|#39);/gu, (_, name: string) => entities[name]!))
}
