import { z } from 'zod'

/**
 * The plan: what a reviewer fixes before a run, as a file. The same document drives the command
 * line, is embedded in every pack as evidence, and is what a re-run starts from.
 * Paths are relative to the plan file.
 */
export const columnRoleSchema = z.enum(['feature', 'outcome', 'prediction', 'segment', 'protected', 'date', 'id', 'weight', 'ignore'])
export const severitySchema = z.enum(['critical', 'high', 'medium', 'low', 'observation'])
export const opinionSchema = z.enum(['approved', 'approved-with-conditions', 'limited-use', 'not-approved', 'retire', 'none'])

export const policySchema = z.strictObject({
  alpha: z.number().gt(0).lt(0.5).default(0.05).meta({ title: 'Family-wise error of the whole review' }),
  origin: z.string().default('Countersign defaults').meta({ title: 'Where the limits come from' }),
})

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)

const datasetSchema = z.strictObject({
  file: z.string().meta({ title: 'Path of the file, relative to the plan' }),
  sha256: sha256Schema.optional().meta({ title: 'SHA-256 the file must have; packs write it, so that a re-run finds the same file' }),
  role: z.enum(['development', 'test', 'production']),
  period: z.string().default('').meta({ title: 'Sortable label of a production window, e.g. 2026-03' }),
  read: z.record(z.string(), z.string()).default({}).meta({ title: 'Reader overrides by decision id' }),
  filter: z.array(z.strictObject({
    column: z.string(),
    op: z.enum(['<', '<=', '>', '>=', '=', '!=']),
    value: z.union([z.number(), z.string()]),
  })).default([]).meta({ title: 'Rows to keep: all conditions must hold; a missing cell holds none' }),
})

export const planSchema = z.strictObject({
  $schema: z.string().optional(),
  countersign: z.literal(1),
  title: z.string(),
  model: z.strictObject({
    file: z.string().optional().meta({ title: 'The artifact; leave out to review recorded predictions only' }),
    sha256: sha256Schema.optional().meta({ title: 'SHA-256 the artifact must have; packs write it' }),
    name: z.string(),
    version: z.string().default(''),
    owner: z.string().default(''),
    developer: z.string().default(''),
    purpose: z.string().default(''),
    use: z.string().default(''),
    tier: z.enum(['high', 'medium', 'low', 'unrated']).default('unrated'),
    output: z.string().optional().meta({ title: 'Which output is the score; the positive class where left out' }),
    mapping: z.record(z.string(), z.string()).default({}).meta({ title: 'Model input → column name, where they differ' }),
  }),
  datasets: z.array(datasetSchema).min(1),
  columns: z.record(z.string(), z.array(columnRoleSchema)).default({}),
  task: z.enum(['binary', 'multiclass', 'regression']).default('binary'),
  positive: z.string().default('1').meta({ title: 'The outcome value that counts as positive, as written in the file' }),
  decision: z.strictObject({
    threshold: z.number().nullable().default(null),
    favourable: z.enum(['above', 'below']).default('above'),
  }).default({ threshold: null, favourable: 'above' }),
  policy: policySchema.default({ alpha: 0.05, origin: 'Countersign defaults' }),
  seed: z.number().int().min(0).max(4294967295).default(1),
  analyses: z.array(z.strictObject({
    id: z.string(),
    params: z.record(z.string(), z.json()).default({}),
  })).optional().meta({ title: 'Analyses to run; all that apply where left out' }),
  rulePacks: z.array(z.string()).default([]).meta({ title: 'Rule packs by id, e.g. us-banks-sr-26-2; the neutral one where empty' }),
  reviewer: z.strictObject({
    name: z.string().default(''),
    organisation: z.string().default(''),
    independence: z.string().default(''),
  }).default({ name: '', organisation: '', independence: '' }),
  opinion: z.strictObject({
    verdict: opinionSchema.default('none'),
    text: z.string().default(''),
  }).default({ verdict: 'none', text: '' }),
})
export type Plan = z.infer<typeof planSchema>
export type PlanDataset = z.infer<typeof datasetSchema>
export type Policy = z.infer<typeof policySchema>
export type OpinionVerdict = z.infer<typeof opinionSchema>
