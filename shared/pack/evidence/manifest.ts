import { z } from 'zod'
import { planSchema } from '../../contract/plan'

/**
 * The manifest of a pack: in-toto Statement v1. `subject` names every attachment and every input by
 * SHA-256; `predicate` says what was reviewed, with what, and what came out. Strict: an unknown key is
 * refused, so that nothing rides along unseen.
 */
export const statementType = 'https://in-toto.io/Statement/v1'
export const predicateType = 'urn:countersign:pack:v1'
export const manifestName = 'manifest.json'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const planShape = planSchema.shape

const subjectSchema = z.strictObject({
  name: z.string().min(1),
  digest: z.strictObject({ sha256 }),
  size: z.int().min(0),
  mediaType: z.string(),
  /** `attachment`: inside this PDF · `input`: a file the review read; it may be attached too. */
  kind: z.enum(['attachment', 'input']),
})

/** A person who is to sign, in order; field names are those of the PDF. A role holds no comma: it is the first part of the field's label. */
export const signOffSchema = z.strictObject({ field: z.string().min(1), role: z.string().regex(/^[^,]+$/), name: z.string() })
export type SignOff = z.infer<typeof signOffSchema>

const previousPackSchema = z.strictObject({ packId: z.string(), evidenceHash: sha256, pdfSha256: sha256.nullable() })
export type PreviousPack = z.infer<typeof previousPackSchema>

const resultSchema = z.strictObject({
  /** `<analysis>#<value id>`: the name under which a printed number is found. */
  id: z.string(),
  label: z.string(),
  value: z.number().nullable(),
  low: z.number().nullable().optional(),
  high: z.number().nullable().optional(),
  n: z.number().optional(),
  unit: z.string().optional(),
  limit: z.number().optional(),
  verdict: z.string().optional(),
  tolerance: z.number().optional(),
})

const datasetSchema = z.strictObject({
  name: z.string(), role: z.string(), period: z.string(), sha256, size: z.number(), format: z.string(), rows: z.number(),
  columns: z.array(z.strictObject({ name: z.string(), type: z.string(), missing: z.number() })),
  read: z.record(z.string(), z.string()), filter: z.array(z.json()), rejected: z.number(), warnings: z.array(z.string()),
})

export const manifestSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.array(subjectSchema),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({
    packId: z.string().min(1),
    schemaVersion: z.literal(1),
    /** Time as the exporting computer claims it, ISO 8601 UTC. */
    claimedTime: z.iso.datetime(),
    software: z.strictObject({ name: z.literal('Countersign'), version: z.string(), engine: z.string(), runtime: z.string() }),
    platform: z.strictObject({ os: z.string(), architecture: z.string() }),
    review: z.strictObject({ id: z.string(), title: z.string(), createdAt: z.string(), type: z.string(), reviewer: z.string(), organisation: z.string() }),
    model: z.strictObject({ name: z.string(), version: z.string(), file: z.string().nullable(), sha256: sha256.nullable(), format: z.string().nullable(), task: z.string() }),
    datasets: z.array(datasetSchema),
    parameters: z.strictObject({ positive: z.string(), decision: planShape.decision.unwrap(), roles: z.record(z.string(), z.array(z.string())), mapping: z.record(z.string(), z.string()), output: z.string().nullable(), setupHash: z.string() }),
    seeds: z.array(z.number()),
    limits: z.strictObject({ alpha: z.number(), origin: z.string() }),
    results: z.array(resultSchema),
    notRun: z.array(z.strictObject({ analysis: z.string(), reason: z.string() })),
    figures: z.array(z.strictObject({ id: z.string(), title: z.string(), alt: z.string(), sha256 })),
    findings: z.array(z.strictObject({ id: z.string(), title: z.string(), severity: z.string(), status: z.string() })),
    opinion: planShape.opinion.unwrap(),
    limitations: z.array(z.string()),
    redactions: z.array(z.strictObject({ what: z.string(), reason: z.string() })),
    signoffPlan: z.array(signOffSchema),
    previousPack: previousPackSchema.nullable(),
    /** Absent in packs made before rule packs were. */
    rulePacks: z.array(z.strictObject({ id: z.string(), asOf: z.string(), sha256 })).optional(),
    /** Sections that are named but not printed, by id. */
    leftOut: z.array(z.string()).optional(),
  }),
})
export type Manifest = z.infer<typeof manifestSchema>
