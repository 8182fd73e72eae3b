import type { StructureNode } from '../../contract/model'
import type { CardDifference } from './compare-cards'

const listed = 100

/** Environment files are compared package by package. */
const elsewhere = new Set(['requirements.txt', 'conda.yaml', 'python_env.yaml', 'Signature'])

/**
 * Differences of two structures. Children are matched by label where labels are unique (coefficients by
 * name), otherwise by position (nodes of trees); below a node whose label changed nothing is compared:
 * another split is another tree from there on. At most 100 are listed, the rest is counted.
 */
export function structureDifferences(was: readonly StructureNode[], is: readonly StructureNode[]): { readonly differences: readonly CardDifference[]; readonly unlisted: number } {
  const differences: CardDifference[] = []
  let found = 0
  const add = (kind: CardDifference['kind'], path: string, before: string, after: string): void => {
    if (++found <= listed) differences.push({ area: 'structure', item: path, kind, was: before, is: after })
  }
  const visit = (a: readonly StructureNode[], b: readonly StructureNode[], path: string): void => {
    const byLabel = unique(a) && unique(b)
    const pairs: readonly (readonly [StructureNode | undefined, StructureNode | undefined])[] = byLabel
      ? matched(a, b)
      : Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [a[i], b[i]])
    pairs.forEach(([x, y], i) => {
      const here = `${path === '' ? '' : `${path} › `}${byLabel ? (x ?? y)!.label : `${i + 1}`}`
      if (x === undefined) add('added', here, '', text(y!))
      else if (y === undefined) add('removed', here, text(x), '')
      else {
        if (x.label !== y.label || x.detail !== y.detail) add('changed', here, text(x), text(y))
        if (x.label === y.label) visit(x.children, y.children, here)
      }
    })
  }
  visit(was.filter((node) => !elsewhere.has(node.label)), is.filter((node) => !elsewhere.has(node.label)), '')
  return { differences, unlisted: found - differences.length }
}

function matched(a: readonly StructureNode[], b: readonly StructureNode[]): readonly (readonly [StructureNode | undefined, StructureNode | undefined])[] {
  const [before, after] = [a, b].map((nodes) => new Map(nodes.map((node) => [node.label, node])))
  return [...new Set([...before!.keys(), ...after!.keys()])].map((label) => [before!.get(label), after!.get(label)])
}

function unique(nodes: readonly StructureNode[]): boolean {
  return new Set(nodes.map((node) => node.label)).size === nodes.length
}

function text({ label, detail }: StructureNode): string {
  return [label, detail].filter((part) => part !== '').join(': ').slice(0, 200)
}
