import { z } from 'zod'

/**
 * The external scorer: a command that the reviewer configures and confirms, run outside the sandbox.
 * What it read and wrote is held by hash. None of this is part of a plan: a plan cannot start a command.
 */
const fileFact = z.object({ sha256: z.string(), size: z.number() })

/** A command as the reviewer typed it: no shell reads it, so no sign in it means more than itself. */
export const externalCommandSchema = z.object({
  /** An absolute path, or a bare name that is looked up in PATH. */
  program: z.string().min(1).max(1000),
  args: z.array(z.string().max(1000)).max(40),
  seconds: z.number().int().min(1).max(3600),
})
export type ExternalCommand = z.infer<typeof externalCommandSchema>

/** A command and what stands in it, as main found it before asking. */
export const externalPartsSchema = z.object({
  /** Absolute path of the program that is started, and its SHA-256. */
  program: z.string(),
  programSha256: z.string(),
  /** Each argument as it is handed over; the SHA-256 of the file it names, null where it names none. */
  args: z.array(z.object({ text: z.string(), sha256: z.string().nullable() })),
})
export type ExternalParts = z.infer<typeof externalPartsSchema>

/** A command that was run, however it ended. */
export const externalRunSchema = externalPartsSchema.extend({
  ended: z.enum(['exited', 'time-limit', 'output-limit', 'stopped']),
  /** Null where a signal ended it. */
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  milliseconds: z.number().int(),
  /** False where program or a file of the command was another after the run than before: nothing of it is used then. */
  unchanged: z.boolean(),
  /** Names of the environment variables it was given. */
  environment: z.array(z.string()),
  /** What it was given, `rows.csv`. */
  rows: fileFact,
  /** What it left, `predictions.csv`; null where it left none. */
  predictions: fileFact.nullable(),
})
export type ExternalRun = z.infer<typeof externalRunSchema>
