import type { Mark, PlotSpec } from '../contract/figure'

/**
 * Plotly reads a small HTML in every text. Names come from data under review, so `<` and `&` are
 * written as entities before the spec is drawn: a category called `<b>` is printed as `<b>`.
 */
export function escapeSpec(spec: PlotSpec): PlotSpec {
  return {
    ...spec,
    x: { ...spec.x, title: escapeText(spec.x.title), ...(spec.x.categories === undefined ? {} : { categories: spec.x.categories.map(escapeText) }) },
    y: { ...spec.y, title: escapeText(spec.y.title), ...(spec.y.categories === undefined ? {} : { categories: spec.y.categories.map(escapeText) }) },
    marks: spec.marks.map(escapeMark),
  }
}

/**
 * `&` and `<` as entities; `$` as one too, because Plotly takes `$…$` for TeX. Plotly looks names up in
 * plain objects, where "constructor" and "__proto__" are there before any data and would be drawn
 * nowhere: their first letter is written as an entity.
 */
export function escapeText(text: string): string {
  if (text in Object.prototype) return `&#${text.charCodeAt(0)};${text.slice(1)}`
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('$', '&#36;')
}

/** The inverse of `escapeText`. */
export function unescapeText(text: string): string {
  return text.replace(/^&#(\d+);/, (_, code: string) => String.fromCharCode(Number(code))).replaceAll('&#36;', '$').replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}

const coordinate = <T extends number | string | null>(value: T): T | string => (typeof value === 'string' ? escapeText(value) : value)

function escapeMark(mark: Mark): Mark {
  const name = escapeText(mark.name)
  if (mark.mark === 'rule') return { ...mark, name, ...(mark.x === undefined ? {} : { x: coordinate(mark.x) }) }
  if (mark.mark === 'band') return { ...mark, name, x: mark.x.map(coordinate) }
  if (mark.mark === 'points') return { ...mark, name, x: mark.x.map(coordinate), y: mark.y.map(coordinate), ...(mark.text === undefined ? {} : { text: mark.text.map(escapeText) }) }
  return { ...mark, name, x: mark.x.map(coordinate), y: mark.y.map(coordinate) }
}
