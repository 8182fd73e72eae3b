import { expressionError, expressionLimits } from './syntax'
import type { BinaryOperator, Expression } from './syntax'
import { tokenize } from './tokens'
import type { Token } from './tokens'

/** Words that are not columns unless they stand in backticks. */
const keywords = new Set(['and', 'or', 'not', 'is', 'in', 'missing', 'true', 'false'])

/**
 * Parses an expression. Binding from loose to tight: `or`, `and`, `not`, comparison with `in` and
 * `is missing`, `+ -`, `* / %`, unary `-`. Comparisons do not chain.
 * @throws ExpectedError `expression.syntax` or `expression.limit`, with the place.
 */
export function parseExpression(source: string): Expression {
  const parser = new Parser(tokenize(source))
  return parser.whole()
}

class Parser {
  private at = 0
  private nodes = 0
  private depth = 0

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Expression {
    if (this.peek().token === 'end') throw expressionError('syntax', 'The expression is empty', this.peek(), 'Write one, for example income / 12.')
    const expression = this.or()
    const rest = this.peek()
    if (rest.token !== 'end') throw expressionError('syntax', `${shown(rest)} was not expected here`, rest, 'Join two parts by an operator such as + or and.')
    return expression
  }

  private or(): Expression {
    return this.chain(() => this.and(), () => this.takeWord('or'))
  }

  private and(): Expression {
    return this.chain(() => this.negation(), () => this.takeWord('and'))
  }

  private negation(): Expression {
    const start = this.peek()
    if (this.takeWord('not') === null) return this.comparison()
    return this.nested(() => {
      const of = this.negation()
      return this.made({ node: 'not', of, from: start.from, to: of.to })
    })
  }

  private comparison(): Expression {
    const left = this.sum()
    const next = this.peek()
    if (this.takeWord('is') !== null) {
      const negated = this.takeWord('not') !== null
      if (this.takeWord('missing') === null) throw expressionError('syntax', `"is" must be followed by "missing" or "not missing", not by ${shown(this.peek())}`, this.peek(), 'Compare values by =.')
      return this.made({ node: 'is-missing', of: left, negated, from: left.from, to: this.before().to })
    }
    const after = this.tokens[this.at + 1]
    const negated = isWord(next, 'not') && after !== undefined && isWord(after, 'in')
    if (negated) this.at++
    if (this.takeWord('in') !== null) {
      const choices = this.list('in')
      return this.made({ node: 'in', of: left, negated, choices, from: left.from, to: this.before().to })
    }
    const operator = this.takeSign('<', '<=', '>', '>=', '=', '!=')
    if (operator === null) return left
    const right = this.sum()
    const more = this.peek()
    if (more.token === 'sign' && ['<', '<=', '>', '>=', '=', '!='].includes(more.value)) throw expressionError('syntax', 'Comparisons do not chain', more, 'Write a < b and b < c, or between(b, a, c).')
    return this.made({ node: 'binary', operator, left, right, from: left.from, to: right.to })
  }

  private sum(): Expression {
    return this.chain(() => this.product(), () => this.takeSign('+', '-'))
  }

  private product(): Expression {
    return this.chain(() => this.unary(), () => this.takeSign('*', '/', '%'))
  }

  private unary(): Expression {
    const start = this.peek()
    if (this.takeSign('-', '+') === null) return this.primary()
    return this.nested(() => {
      const of = this.unary()
      if (isSign(start, '+')) return of
      return of.node === 'number' ? { ...of, value: -of.value, from: start.from } : this.made({ node: 'negate', of, from: start.from, to: of.to })
    })
  }

  private primary(): Expression {
    const token = this.peek()
    this.at++
    if (token.token === 'number') return this.made({ node: 'number', value: token.value, from: token.from, to: token.to })
    if (token.token === 'text') return this.made({ node: 'text', value: token.value, from: token.from, to: token.to })
    if (token.token === 'name') return this.made({ node: 'column', name: token.value, from: token.from, to: token.to })
    if (isSign(token, '(')) {
      const inner = this.nested(() => this.or())
      this.close(token)
      return inner
    }
    if (token.token === 'word') {
      const word = token.value.toLowerCase()
      if (isSign(this.peek(), '(') && !keywords.has(word)) {
        const parts = this.list(token.value)
        return this.made({ node: 'call', name: word, parts, from: token.from, to: this.before().to })
      }
      if (word === 'true' || word === 'false') return this.made({ node: 'boolean', value: word === 'true', from: token.from, to: token.to })
      if (word === 'missing') return this.made({ node: 'missing', from: token.from, to: token.to })
      if (!keywords.has(word)) return this.made({ node: 'column', name: token.value, from: token.from, to: token.to })
    }
    this.at--
    throw expressionError('syntax', token.token === 'end' ? 'The expression ends where a value is expected' : `${shown(token)} stands where a value is expected`, token, 'Put a column, a number, a text in quotes or a function here.')
  }

  private list(after: string): readonly Expression[] {
    const open = this.peek()
    if (this.takeSign('(') === null) throw expressionError('syntax', `"${after}" must be followed by a list in parentheses`, open, "Write it as in ('a', 'b').")
    const parts: Expression[] = []
    if (this.takeSign(')') !== null) return parts
    do parts.push(this.nested(() => this.or())); while (this.takeSign(',') !== null)
    this.close(open)
    return parts
  }

  private close(open: Token): void {
    if (this.takeSign(')') !== null) return
    const found = this.peek()
    throw expressionError('syntax', found.token === 'end' ? 'The parenthesis that opens here is never closed' : `${shown(found)} stands where ) or , is expected`, found.token === 'end' ? open : found, 'Close it with ).')
  }

  /** Left-associative operators, by a loop: a long chain is not deep. */
  private chain(operand: () => Expression, take: () => BinaryOperator | null): Expression {
    let left = operand()
    for (;;) {
      const operator = take()
      if (operator === null) return left
      const right = operand()
      left = this.made({ node: 'binary', operator, left, right, from: left.from, to: right.to })
    }
  }

  private nested(inner: () => Expression): Expression {
    if (++this.depth > expressionLimits.depth) throw expressionError('limit', `The expression is nested more than ${expressionLimits.depth} deep`, this.peek(), 'Split it over several derived columns.')
    const expression = inner()
    this.depth--
    return expression
  }

  private made(expression: Expression): Expression {
    if (++this.nodes > expressionLimits.nodes) throw expressionError('limit', `The expression has more than ${expressionLimits.nodes} parts`, expression, 'Split it over several derived columns.')
    return expression
  }

  private peek(): Token {
    return this.tokens[this.at]!
  }

  private before(): Token {
    return this.tokens[this.at - 1]!
  }

  private takeWord<W extends string>(word: W): W | null {
    if (!isWord(this.peek(), word)) return null
    this.at++
    return word
  }

  private takeSign<S extends string>(...wanted: readonly S[]): S | null {
    const token = this.peek()
    const found = wanted.find((sign) => isSign(token, sign))
    if (found === undefined) return null
    this.at++
    return found
  }
}

const isWord = (token: Token, word: string): boolean => token.token === 'word' && token.value.toLowerCase() === word
const isSign = (token: Token, sign: string): boolean => token.token === 'sign' && token.value === sign
const shown = (token: Token): string => (token.token === 'end' ? 'the end' : `"${String(token.value)}"`)
