import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDocument } from '../../../shared/model/pfa/document'
import { isMap, type Value } from '../../../shared/model/pfa/values'

interface Call {
  readonly function: string
  readonly document: unknown
  readonly answer: unknown
}
const { producer, calls } = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/model/pfa/library.json'), 'utf8')) as { readonly producer: string; readonly calls: readonly Call[] }

/** An answer as JSON; numbers that JSON lacks as text. */
const plain = (value: Value): unknown => isMap(value) ? Object.fromEntries(Array.from(value, ([key, item]) => [key, plain(item)])) : Array.isArray(value) ? (value as readonly Value[]).map(plain) : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value

describe(`functions of the PFA library against ${producer}`, () => {
  for (const name of new Set(calls.map((call) => call.function))) {
    it(name, () => {
      for (const { document, answer } of calls.filter((call) => call.function === name)) {
        const { score, compilation } = readDocument(document, 'call.pfa')
        expect(Array.from(compilation.unsupported)).toEqual([])
        const given = plain(score(0))
        if (typeof answer === 'number' && typeof given === 'number') expect(Math.abs(given - answer), JSON.stringify(document)).toBeLessThanOrEqual(2e-8 * Math.max(1, Math.abs(answer)))
        else expect(given, JSON.stringify(document)).toEqual(answer)
      }
    })
  }
})
