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

/** A column made from others by an expression of the app's own small language. */
export const derivedColumnSchema = z.strictObject({
  column: z.string().min(1).meta({ title: 'Name of the new column; none of the file' }),
  expression: z.string().meta({ title: 'For example income / 12, or cut(age, 25, 45, 65)' }),
})

/** As a key of a join: the number of the row, counted from 1, in a table that has no column of this name. */
export const rowNumberKey = '#row'

/** Columns of a second file, matched by key: labels that arrived later, for example. */
export const joinSchema = z.strictObject({
  file: z.string().meta({ title: 'Path of the second file, relative to the plan' }),
  sha256: sha256Schema.optional(),
  read: z.record(z.string(), z.string()).optional().meta({ title: 'Reader overrides for the second file, by decision id' }),
  on: z.array(z.strictObject({ left: z.string(), right: z.string() })).min(1).max(8).meta({ title: 'Key columns here (left) and in the second file (right); "#row" is the number of the row' }),
  columns: z.array(z.string()).optional().meta({ title: 'Columns taken from the second file; all but the keys where left out' }),
})

/** One dataset cut into periods by a date column; each period is a window of its own. */
export const windowsSchema = z.strictObject({
  column: z.string().meta({ title: 'The date column' }),
  by: z.enum(['week', 'month', 'quarter', 'year']),
})

/** What the reviewer records about where a dataset comes from. */
export const originSchema = z.strictObject({
  source: z.string().default('').meta({ title: 'Who supplied it, and from which system' }),
  terms: z.string().default('').meta({ title: 'Terms of use, licence or legal basis' }),
  collected: z.string().default('').meta({ title: 'When and how it was collected' }),
})

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
  parts: z.array(z.strictObject({ file: z.string(), sha256: sha256Schema.optional() })).max(9999).optional().meta({ title: 'Further files with the same columns, put below the first in this order' }),
  join: joinSchema.optional(),
  derive: z.array(derivedColumnSchema).max(64).optional().meta({ title: 'Derived columns, each from the columns before it' }),
  where: z.string().optional().meta({ title: 'Rows to keep, as an expression; rows where it is missing are left out and counted' }),
  windows: windowsSchema.optional(),
  origin: originSchema.optional().meta({ title: 'Provenance and terms of use, as recorded by the reviewer' }),
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
    recorded: z.string().optional().meta({ title: 'Which column in the role prediction is the recorded prediction that is judged; the first in the file where left out' }),
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
export type DerivedColumn = z.infer<typeof derivedColumnSchema>
export type Join = z.infer<typeof joinSchema>
export type Windows = z.infer<typeof windowsSchema>
export type DatasetOrigin = z.infer<typeof originSchema>
export type Policy = z.infer<typeof policySchema>
export type OpinionVerdict = z.infer<typeof opinionSchema>
