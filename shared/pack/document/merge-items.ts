const shape = /^([^:]{1,80}): (.+)$/su

/**
 * Merges items "subject: statement" that share their statement: "2026-04, 2026-05: too few rows".
 * The order is that of the first of each; items of another shape stay as they are.
 */
export function mergeItems(items: readonly string[]): readonly string[] {
  const groups = new Map<string, { readonly subjects: string[]; readonly statement: string }>()
  for (const item of items) {
    const [, subject, statement] = shape.exec(item) ?? []
    const key = statement === undefined ? `= ${item}` : `: ${statement}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { subjects: subject === undefined ? [] : [subject], statement: statement ?? item })
    else if (subject !== undefined && !known.subjects.includes(subject)) known.subjects.push(subject)
  }
  return [...groups.values()].map(({ subjects, statement }) => (subjects.length === 0 ? statement : `${joined(subjects)}: ${statement}`))
}

/** "Reweighting, 2026-06" and "Reweighting, 2026-08" as "Reweighting, 2026-06, 2026-08". */
function joined(subjects: readonly string[]): string {
  const opening = /^[^,]+, /u.exec(subjects[0]!)?.[0] ?? ''
  return subjects.map((subject, i) => (i > 0 && opening !== '' && subject.startsWith(opening) ? subject.slice(opening.length) : subject)).join(', ')
}
