/**
 * Column names made unique: a name that occurs again gets `.1`, `.2`, ... (the first free one), a blank
 * one becomes `column<position>`. `duplicates` lists the new names of repeated ones.
 */
export function uniqueNames(header: readonly string[]): { readonly names: readonly string[]; readonly duplicates: readonly string[] } {
  const taken = new Set(header.map((name) => name.trim()))
  const seen = new Set<string>()
  const duplicates: string[] = []
  const names = header.map((raw, index) => {
    const base = raw.trim() === '' ? `column${index + 1}` : raw.trim()
    let name = base
    for (let suffix = 1; seen.has(name) || (name !== base && taken.has(name)); suffix++) name = `${base}.${suffix}`
    if (name !== base && raw.trim() !== '') duplicates.push(name)
    seen.add(name)
    return name
  })
  return { names, duplicates }
}
