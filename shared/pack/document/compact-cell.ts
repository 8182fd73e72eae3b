const interval = /\[([^\s,\][]+) (%|pp), ([^\s,\][]+) \2\]/g
const estimate = /([+−-]?[\d.,]+) (%|pp) (\[[^\s,\][]+, [^\s,\][]+\]) \2(?![a-z])/g

/**
 * Writes a unit once: "[81.9 %, 89.2 %]" as "[81.9, 89.2] %", and "+51.0 pp [+44.5 pp, +56.8 pp]" as
 * "+51.0 [+44.5, +56.8] pp". In a table the difference is a line.
 */
export function compactCell(text: string): string {
  return text.replace(interval, '[$1, $3] $2').replace(estimate, '$1 $3 $2')
}
