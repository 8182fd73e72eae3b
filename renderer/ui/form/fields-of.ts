import { z } from 'zod'

/** One field of a form, as a schema describes it. */
export interface FieldSpec {
  readonly key: string
  readonly title: string
  readonly description: string
  readonly optional: boolean
  readonly initial: unknown
  readonly control:
    | { readonly kind: 'number'; readonly integer: boolean; readonly min: number | undefined; readonly max: number | undefined }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'choice'; readonly options: readonly string[] }
    | { readonly kind: 'text' }
    /** Names separated by commas. */
    | { readonly kind: 'names' }
    /** Numbers separated by commas. */
    | { readonly kind: 'numbers' }
    /** Anything else is written as JSON and checked by the schema. */
    | { readonly kind: 'json' }
}

interface Node {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Node[]
  readonly items?: Node
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly properties?: Readonly<Record<string, Node>>
}

/** `maxRows` → "Max rows", for a field that has no title. */
function titleOf(key: string): string {
  const words = key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[-_]+/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function controlOf(node: Node): FieldSpec['control'] {
  if (node.enum?.every((value): value is string => typeof value === 'string') === true) return { kind: 'choice', options: node.enum }
  switch (node.type) {
    case 'number':
    case 'integer': {
      // zod states the safe range of integers; a person should not be told about it.
      const min = node.minimum ?? node.exclusiveMinimum
      const max = node.maximum ?? node.exclusiveMaximum
      const stated = (limit: number | undefined): number | undefined => (limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit)
      return { kind: 'number', integer: node.type === 'integer', min: stated(min), max: stated(max) }
    }
    case 'boolean': return { kind: 'boolean' }
    case 'string': return { kind: 'text' }
    case 'array': {
      if (node.items?.type === 'string') return { kind: 'names' }
      return node.items?.type === 'number' || node.items?.type === 'integer' ? { kind: 'numbers' } : { kind: 'json' }
    }
    default: return { kind: 'json' }
  }
}

/** The fields of a parameter schema in its own order; a schema that is no object has none. */
export function fieldsOf(schema: z.ZodType): readonly FieldSpec[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node
  return Object.entries(root.properties ?? {}).map(([key, node]) => {
    const some = node.anyOf?.filter((part) => part.type !== 'null') ?? []
    const optional = node.anyOf !== undefined && some.length < node.anyOf.length
    const core = some.length === 1 && some[0] !== undefined ? some[0] : node
    return {
      key,
      title: node.title ?? core.title ?? titleOf(key),
      description: node.description ?? core.description ?? '',
      optional,
      initial: node.default ?? null,
      control: controlOf(core),
    }
  })
}

/** The words of a schema's refusal of a value, or null when it takes it. */
export function problemWith(schema: z.ZodType, values: Readonly<Record<string, unknown>>, key: string): string | null {
  const parsed = schema.safeParse(values)
  if (parsed.success) return null
  return parsed.error.issues.find((issue) => issue.path[0] === key)?.message ?? null
}

/** "a, b" → ["a", "b"]; empty parts are dropped. */
export function splitNames(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '')
}
