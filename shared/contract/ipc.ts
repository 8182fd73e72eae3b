import { z } from 'zod'
import { externalCommandSchema, externalRunSchema } from './external'

/**
 * The border between the renderer and main: one map, channel → request and response schema.
 * Main checks the sender, validates both ways and answers `{ok, value}` or `{ok: false, error}`.
 * The renderer holds opaque grants, never paths; private keys never cross.
 */
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes expected')
export const grantSchema = z.object({
  grant: z.string(),
  name: z.string(),
  size: z.number(),
  /** A model folder: each of its files is granted; `size` is theirs together. */
  files: z.array(z.object({ path: z.string(), grant: z.string(), size: z.number() })).optional(),
})
export type Grant = z.infer<typeof grantSchema>

export const identitySchema = z.object({
  id: z.string(),
  name: z.string(),
  organisation: z.string(),
  /** SHA-256 of the certificate, lower-case hex. */
  fingerprint: z.string(),
  algorithm: z.enum(['ECDSA P-256', 'ECDSA P-384', 'RSA']),
  notBefore: z.string(),
  notAfter: z.string(),
  origin: z.enum(['made-here', 'pkcs12']),
  /** True where the OS key store guards the key file as well as the passphrase. */
  osProtected: z.boolean(),
  /** What is accepted but should not be relied on for long, e.g. RSA below 3072 bits. */
  warnings: z.array(z.string()).optional(),
})
export type Identity = z.infer<typeof identitySchema>

/** A certificate the person trusts: an authority's, or another person's own. */
export const trustedCertificateSchema = z.object({ fingerprint: z.string(), name: z.string(), issuer: z.string(), authority: z.boolean(), notAfter: z.string(), der: bytes })
export type TrustedCertificate = z.infer<typeof trustedCertificateSchema>

/** What this workstation remembers of a review without opening it, as it was at its last edit here. */
export const reviewCardSchema = z.object({
  title: z.string(), model: z.string(), version: z.string(), tier: z.enum(['high', 'medium', 'low', 'unrated']), nextReview: z.string(),
  analyses: z.number(), openFindings: z.number(), signatures: z.number(),
  /** The figure a model is known by (AUC, accuracy, RMSE) with its interval; null before anything ran. */
  measure: z.object({ label: z.string(), value: z.number(), low: z.number().nullable(), high: z.number().nullable(), n: z.number().nullable() }).nullable(),
})
export type ReviewCard = z.infer<typeof reviewCardSchema>

/** `open`: this window has it open. `card`: null for a review that was never edited here. */
const recent = z.object({ grant: z.string(), name: z.string(), folder: z.string(), openedAt: z.string(), missing: z.boolean(), draft: z.boolean().optional(), open: z.boolean().optional(), card: reviewCardSchema.nullable().optional() })
export type Recent = z.infer<typeof recent>

/** What a headless start asks the window to do; files are already granted. */
export const headlessCommandSchema = z.discriminatedUnion('command', [
  z.object({ command: z.literal('run'), plan: z.string(), planName: z.string(), files: z.record(z.string(), grantSchema), out: z.string(), reviewOut: z.string().nullable(), identity: z.string().nullable(), passphrase: z.string().nullable(), signOff: z.array(z.object({ role: z.string(), name: z.string() })), json: z.boolean(), failOn: z.string() }),
  z.object({ command: z.literal('sign'), pack: grantSchema, out: z.string(), identity: z.string(), passphrase: z.string(), role: z.string().nullable(), reason: z.string().nullable(), json: z.boolean() }),
  /** `trusted`: certificates the person trusts, DER. */
  z.object({ command: z.literal('verify'), pack: grantSchema, inputs: z.array(grantSchema), trusted: z.array(bytes), json: z.boolean() }),
  z.object({ command: z.literal('inspect'), file: grantSchema, json: z.boolean() }),
  z.object({ command: z.literal('score'), model: grantSchema, data: grantSchema, out: z.string(), json: z.boolean() }),
])
export type HeadlessCommand = z.infer<typeof headlessCommandSchema>

const none = z.undefined()

export const channels = {
  'app.info': { request: none, response: z.object({ version: z.string(), electron: z.string(), chrome: z.string(), platform: z.string(), arch: z.string(), runtime: z.enum(['official', 'fallback', 'unknown']), sandboxed: z.boolean(), headless: z.boolean(), keyStore: z.boolean(), samples: z.array(grantSchema) }) },
  'files.pick': { request: z.object({ purpose: z.enum(['inputs', 'review', 'pack', 'pkcs12', 'plan', 'certificate', 'time-stamp']), multiple: z.boolean(), folder: z.boolean().optional() }), response: z.array(grantSchema) },
  /** Paths come from the preload's `webUtils`, for files the person dropped; never from the page. */
  'files.drop': { request: z.array(z.string()), response: z.array(grantSchema) },
  'files.save': { request: z.object({ purpose: z.enum(['review', 'pack', 'csv', 'svg', 'png', 'json', 'html', 'tsq']), suggestedName: z.string() }), response: grantSchema.nullable() },
  /** Atomic: temp file, fsync, rename, fsync of the folder. `file` may be read, to check what was written. */
  'files.write': { request: z.object({ grant: z.string(), bytes }), response: z.object({ sha256: z.string(), size: z.number(), file: grantSchema }) },
  /** Finds an input of a reopened review again: by remembered hash, else by name beside the review. */
  'files.locate': { request: z.object({ sha256: z.string(), name: z.string(), review: z.string().nullable() }), response: grantSchema.nullable() },
  /** Which of the granted files are gone, or have another size or time of change than when they were granted. */
  'files.changed': { request: z.array(z.string()), response: z.array(z.object({ name: z.string(), gone: z.boolean() })) },
  'files.remember': { request: z.object({ grant: z.string(), sha256: z.string() }), response: none },
  /** Opens (and locks) a review file; `journal` holds the lines committed after the snapshot. */
  'review.open': { request: z.object({ grant: z.string() }), response: z.object({ bytes: bytes.nullable(), journal: z.array(z.string()), damaged: z.number() }) },
  /** A new unsaved review in the drafts folder, so that nothing is lost before the first save. */
  'review.draft': { request: none, response: grantSchema },
  /** Appends one line to the journal and fsyncs before it answers. */
  'review.append': { request: z.object({ grant: z.string(), line: z.string() }), response: none },
  /**
   * Writes a snapshot atomically, keeps the previous one, and empties the journal. `copyTo`: save as;
   * afterwards both grants mean the new file. `through`: how many lines (those returned on opening,
   * then those appended, counted from 1) the bytes hold; later lines stay in the journal. Left out: all.
   */
  'review.snapshot': { request: z.object({ grant: z.string(), bytes, copyTo: z.string().nullable(), through: z.number().int().nonnegative().optional() }), response: none },
  'review.close': { request: z.object({ grant: z.string(), discardDraft: z.boolean() }), response: none },
  /** Keeps what an open review is about, for lists of reviews. */
  'review.card': { request: z.object({ grant: z.string(), card: reviewCardSchema }), response: none },
  'recents.list': { request: none, response: z.array(recent) },
  'recents.remove': { request: z.object({ grant: z.string() }), response: none },
  'identity.list': { request: none, response: z.array(identitySchema) },
  'identity.create': { request: z.object({ name: z.string().min(1), organisation: z.string(), passphrase: z.string().min(8) }), response: identitySchema },
  'identity.import': { request: z.object({ grant: z.string(), passphrase: z.string() }), response: identitySchema },
  'identity.remove': { request: z.object({ id: z.string() }), response: none },
  'trust.list': { request: none, response: z.array(trustedCertificateSchema) },
  /** Adds every certificate of a granted PEM or DER file. */
  'trust.add': { request: z.object({ grant: z.string() }), response: none },
  'trust.remove': { request: z.object({ fingerprint: z.string() }), response: none },
  /** Signs the next free sign-off field; main asks the person to confirm the document's hash itself. */
  'pack.sign': { request: z.object({ pdf: bytes, identity: z.string(), passphrase: z.string(), role: z.string(), reason: z.string(), stampPlanned: z.boolean().optional() }), response: z.object({ pdf: bytes, field: z.string(), signedAt: z.string() }) },
  /**
   * Runs a command of the reviewer's outside the sandbox on `rows.csv`: only where the native menu allows it
   * and the person confirms main's own dialog; never on the command line. `said`: the end of what it printed.
   */
  'external.run': { request: z.object({ command: externalCommandSchema, rows: bytes }), response: z.object({ run: externalRunSchema, predictions: bytes.nullable(), said: z.string() }) },
  /** Ends the command that is running, if any. */
  'external.stop': { request: none, response: none },
  'defect.report': { request: z.object({ where: z.string(), message: z.string(), stack: z.string() }), response: z.object({ id: z.string() }) },
  'window.busy': { request: z.object({ jobs: z.number(), unsaved: z.boolean() }), response: none },
  'headless.command': { request: none, response: headlessCommandSchema.nullable() },
  'headless.print': { request: z.object({ stream: z.enum(['stdout', 'stderr']), text: z.string() }), response: none },
  'headless.write': { request: z.object({ path: z.string(), bytes }), response: z.object({ sha256: z.string() }) },
  'headless.exit': { request: z.object({ code: z.number().int() }), response: none },
} as const

export type Channel = keyof typeof channels
export type RequestOf<C extends Channel> = z.input<(typeof channels)[C]['request']>
export type ResponseOf<C extends Channel> = z.output<(typeof channels)[C]['response']>
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { readonly code: string; readonly message: string; readonly details: Record<string, string | number | boolean | undefined> } }

/** What the preload puts on `window.countersign`. */
export interface Preload {
  invoke(channel: Channel, request: unknown): Promise<Answer<unknown>>
  /** Turns dropped `File`s into grants; only the preload can see their paths. */
  grantDropped(files: readonly File[]): Promise<Answer<Grant[]>>
  /** Commands from the menu, and files opened from the OS. Returns the unsubscribe function. */
  onCommand(listener: (command: string, argument: unknown) => void): () => void
}
