const marks = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g

/**
 * A key that an object of this record names more than once, at any depth, or null. JSON readers let the last
 * value win and lose the others without a word. `record` is what the text parses to: where it has as many keys
 * as the text has colons, none can be twice, and the text is not looked through.
 */
export function repeatedKey(text: string, record: object): string | null {
  if (colons(text) === Object.keys(record).length) return null
  const open: Set<string>[] = []
  let last = ''
  for (const [mark] of text.matchAll(marks)) {
    if (mark === '{' || mark === '[') open.push(new Set())
    else if (mark === '}' || mark === ']') open.pop()
    else if (mark !== ':') last = mark
    else {
      const names = open.at(-1)
      const name = JSON.parse(last) as string
      if (names?.has(name) === true) return name
      names?.add(name)
    }
  }
  return null
}

function colons(text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) count++
  return count
}
