import { ExpectedError } from '../../contract/errors'

/** Longest expression in characters, most nodes, deepest nesting, and longest text a cell may become. */
export const expressionLimits = { characters: 4000, nodes: 1000, depth: 64, cellText: 10_000 } as const

/** Where something stands in the expression: characters [from, to), 0-based. */
export interface Span {
  readonly from: number
  readonly to: number
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '<' | '<=' | '>' | '>=' | '=' | '!=' | 'and' | 'or'

/** A parsed expression; every node knows its place, so that an error can point at it. */
export type Expression = Span & (
  | { readonly node: 'number'; readonly value: number }
  | { readonly node: 'text'; readonly value: string }
  | { readonly node: 'boolean'; readonly value: boolean }
  | { readonly node: 'missing' }
  | { readonly node: 'column'; readonly name: string }
  | { readonly node: 'negate'; readonly of: Expression }
  | { readonly node: 'not'; readonly of: Expression }
  | { readonly node: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly node: 'is-missing'; readonly of: Expression; readonly negated: boolean }
  | { readonly node: 'in'; readonly of: Expression; readonly negated: boolean; readonly choices: readonly Expression[] }
  | { readonly node: 'call'; readonly name: string; readonly parts: readonly Expression[] }
)

/** An error in an expression: what is wrong, at which character (1-based), and what to do. */
export function expressionError(code: 'syntax' | 'type' | 'unknown-column' | 'unknown-function' | 'limit', sentence: string, { from, to }: Span, remedy: string): ExpectedError {
  return new ExpectedError(`expression.${code}`, `${sentence} (character ${from + 1}).`, { position: from + 1, end: Math.max(to, from + 1), remedy })
}
