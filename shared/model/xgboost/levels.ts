/**
 * Features whose levels XGBoost recorded damaged: from pandas it writes offsets in characters over text
 * in bytes, so levels after the first non-ASCII letter are shifted and the last ones cut off. Such a
 * list has a letter cut in two, or is out of order as it stands and in order (as pandas sorts it) when
 * read by characters as far as the text goes.
 */
export function damagedLevels(levels: readonly (readonly string[] | null)[]): readonly number[] {
  return levels.flatMap((list, feature) => {
    if (list === null || list.every((level) => /^[\u0020-\u007e]*$/.test(level))) return []
    if (list.some((level) => level.includes('\ufffd'))) return [feature]
    if (isSorted(list)) return []
    const letters = Array.from(list.join(''))
    let at = 0
    const byCharacters = list.flatMap((level) => {
      const from = at
      at += new TextEncoder().encode(level).length
      return at <= letters.length ? [letters.slice(from, at).join('')] : []
    })
    return isSorted(byCharacters) ? [feature] : []
  })
}

function isSorted(list: readonly string[]): boolean {
  return list.every((level, i) => i === 0 || list[i - 1]! <= level)
}
