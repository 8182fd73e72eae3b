import { z } from 'zod'
import { inputIdSchema } from '../../contract/run-record'

const number = z.number().nullable()

/**
 * results.json: the parts a verifier compares are strict, analysis-specific detail is any JSON (its
 * bytes are covered by the run record's id).
 */
const valueSchema = z.strictObject({
  id: z.string(), label: z.string(), value: number, low: number.optional(), high: number.optional(), n: z.number().optional(),
  unit: z.string().optional(), limit: z.number().optional(), verdict: z.string().optional(), tolerance: z.number().min(0).optional(),
})

const runSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/), analysis: z.string(), analysisVersion: z.number(), engine: z.string(),
  params: z.record(z.string(), z.json()), inputs: z.array(inputIdSchema.strict()), setupHash: z.string(), seed: z.number(), alpha: z.number(),
  result: z.looseObject({ headline: z.string(), verdict: z.string(), values: z.array(valueSchema), rowsUsed: z.number(), rowsTotal: z.number() }),
  proposals: z.array(z.json()),
})

export const resultsSchema = z.strictObject({
  runs: z.array(runSchema),
  notRun: z.array(z.strictObject({ analysis: z.string(), reason: z.string() })),
  superseded: z.array(z.strictObject({ id: z.string(), analysis: z.string(), by: z.string() })),
})
