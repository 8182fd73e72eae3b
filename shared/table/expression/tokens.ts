import { expressionError, expressionLimits } from './syntax'
import type { Span } from './syntax'

export type Token = Span & (
  | { readonly token: 'number'; readonly value: number }
  | { readonly token: 'text'; readonly value: string }
  /** A bare word: keyword, function or column. */
  | { readonly token: 'word'; readonly value: string }
  /** A name in backticks or brackets: always a column. */
  | { readonly token: 'name'; readonly value: string }
  | { readonly token: 'sign'; readonly value: string }
  | { readonly token: 'end' }
)

const space = /[ \t\r\n\u00a0]/
const digit = /[0-9]/
const wordStart = /[\p{L}_]/u
const wordPart = /[\p{L}\p{N}_.]/u
const closers: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' }
const pairs = ['<=', '>=', '!=', '<>', '==']
const signs = '+-*/%<>=(),'

/**
 * An expression as tokens, read once from left to right (no pattern that could backtrack). Texts stand
 * in quotes, columns with other signs in their name in backticks or brackets; a quote is written twice
 * inside its own.
 * @throws ExpectedError `expression.syntax`, `expression.limit`
 */
export function tokenize(source: string): readonly Token[] {
  if (source.length > expressionLimits.characters) {
    throw expressionError('limit', `The expression has ${source.length} characters; ${expressionLimits.characters} are allowed`, { from: expressionLimits.characters, to: source.length }, 'Split it over several derived columns.')
  }
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const from = at
    const sign = source[at]!
    if (space.test(sign)) {
      at++
    } else if (digit.test(sign) || (sign === '.' && digit.test(source[at + 1] ?? ''))) {
      at = numberEnd(source, at)
      if (wordStart.test(source[at] ?? '')) throw expressionError('syntax', `"${source.slice(from, at + 1)}" is neither a number nor a name`, { from, to: at + 1 }, 'Put a column whose name begins with a digit in backticks.')
      tokens.push({ token: 'number', value: Number(source.slice(from, at)), from, to: at })
    } else if (closers[sign] !== undefined) {
      const quoted = readQuoted(source, at, closers[sign])
      at = quoted.to
      tokens.push({ token: sign === "'" || sign === '"' ? 'text' : 'name', value: quoted.value, from, to: at })
    } else if (wordStart.test(sign)) {
      while (at < source.length && wordPart.test(source[at]!)) at++
      tokens.push({ token: 'word', value: source.slice(from, at), from, to: at })
    } else if (pairs.includes(source.slice(at, at + 2))) {
      at += 2
      const pair = source.slice(from, at)
      tokens.push({ token: 'sign', value: pair === '<>' ? '!=' : pair === '==' ? '=' : pair, from, to: at })
    } else if (signs.includes(sign)) {
      at++
      tokens.push({ token: 'sign', value: sign, from, to: at })
    } else throw expressionError('syntax', `"${sign}" has no meaning here`, { from, to: from + 1 }, 'Put text in quotes, and a column with such a sign in its name in backticks.')
  }
  return [...tokens, { token: 'end', from: source.length, to: source.length }]
}

function numberEnd(source: string, start: number): number {
  let at = start
  const digits = (): void => { while (digit.test(source[at] ?? '')) at++ }
  digits()
  if (source[at] === '.') {
    at++
    digits()
  }
  if (/[eE]/.test(source[at] ?? '') && /[0-9]/.test(source[at + (/[+-]/.test(source[at + 1] ?? '') ? 2 : 1)] ?? '')) {
    at += 2
    digits()
  }
  return at
}

function readQuoted(source: string, start: number, closer: string): { readonly value: string; readonly to: number } {
  let value = ''
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] !== closer) value += source[at]!
    else if (source[at + 1] === closer) {
      value += closer
      at++
    } else return { value, to: at + 1 }
  }
  throw expressionError('syntax', `The ${closer === ']' ? 'bracket' : 'quote'} that opens here is never closed`, { from: start, to: source.length }, `Close it with ${closer}.`)
}
