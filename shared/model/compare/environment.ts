import type { ModelCard } from '../../contract/model'

const files = ['requirements.txt', 'conda.yaml', 'python_env.yaml']

/** Packages and versions a card's environment files name; `==`, `=` and other bounds as written. */
export function environmentOf(card: ModelCard): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const node of card.structure) {
    if (!files.includes(node.label)) continue
    for (const { label } of node.children) {
      const match = /^\s*-?\s*([A-Za-z][\w.-]*)\s*(?:\[[^\]]*\])?\s*([=<>~!]=?\s*\S.*)$/.exec(label)
      const name = match?.[1]?.toLowerCase()
      if (match !== null && name !== undefined && !found.has(name)) found.set(name, match[2]!.replaceAll(/\s+/g, ''))
    }
  }
  return found
}
