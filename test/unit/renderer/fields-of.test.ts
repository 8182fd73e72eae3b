import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { analyses } from '../../../shared/analyses/registry'
import { fieldsOf, problemWith, splitNames } from '../../../renderer/ui/form/fields-of'

const schema = z.strictObject({
  noise: z.number().gt(0).max(3).default(0.1).meta({ title: 'Noise', description: 'Size of the noise.' }),
  maxRows: z.number().int().min(100).nullable().default(null),
  exact: z.boolean().default(false),
  method: z.enum(['holm', 'bh']).default('holm'),
  columns: z.array(z.string()).default([]),
  cuts: z.array(z.number()).default([0.1, 0.25]),
  label: z.string().default(''),
  matrix: z.array(z.array(z.number())).default([[0, 1], [5, 0]]),
})

describe('fields of a parameter schema', () => {
  const fields = new Map(fieldsOf(schema).map((field) => [field.key, field]))

  it('keeps the order of the schema', () => {
    expect([...fields.keys()]).toEqual(['noise', 'maxRows', 'exact', 'method', 'columns', 'cuts', 'label', 'matrix'])
  })

  it('reads title, description, default and limits', () => {
    expect(fields.get('noise')).toEqual({ key: 'noise', title: 'Noise', description: 'Size of the noise.', optional: false, initial: 0.1, control: { kind: 'number', integer: false, min: 0, max: 3 } })
  })

  it('takes nullable as optional and does not state the safe range of integers', () => {
    expect(fields.get('maxRows')).toMatchObject({ title: 'Max rows', optional: true, initial: null, control: { kind: 'number', integer: true, min: 100, max: undefined } })
  })

  it('gives each type its control', () => {
    expect([...fields.values()].map(({ control }) => control.kind)).toEqual(['number', 'number', 'boolean', 'choice', 'names', 'numbers', 'text', 'json'])
    expect(fields.get('method')?.control).toEqual({ kind: 'choice', options: ['holm', 'bh'] })
  })

  it('says what is wrong with one field only', () => {
    expect(problemWith(schema, { noise: 5 }, 'noise')).toMatch(/3/)
    expect(problemWith(schema, { noise: 5 }, 'exact')).toBeNull()
    expect(problemWith(schema, { noise: 0.5 }, 'noise')).toBeNull()
  })

  it('has no fields for a schema that is no object', () => {
    expect(fieldsOf(z.string())).toEqual([])
  })

  it('makes a form for every analysis, with a title and a default for every field', () => {
    for (const analysis of analyses) {
      for (const field of fieldsOf(analysis.params)) {
        expect(field.title, `${analysis.id}.${field.key}`).not.toBe('')
        expect(field.optional || field.initial !== null, `${analysis.id}.${field.key} has a default`).toBe(true)
      }
    }
  })
})

describe('names separated by commas', () => {
  it('drops empty parts', () => {
    expect(splitNames(' a, b,,c , ')).toEqual(['a', 'b', 'c'])
    expect(splitNames('')).toEqual([])
  })
})
