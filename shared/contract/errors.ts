/**
 * Errors a person can act on. Anything thrown that is not an `ExpectedError` is a defect:
 * it ends the job (never the app) and is logged with an id.
 */
export interface ErrorDetails {
  readonly file?: string
  /** 1-based row in the file as a person counts it (the header is row 1 where there is one). */
  readonly row?: number
  readonly column?: string
  /** What to do about it, one imperative sentence. */
  readonly remedy?: string
  readonly [key: string]: string | number | boolean | undefined
}

/** The wire form of an error, as both borders (IPC and workers) carry it. */
export interface ErrorReport {
  /** `expected` codes are dotted (`csv.ragged-row`); a defect is `unexpected`. */
  readonly code: string
  /** One clear sentence: what happened and where. */
  readonly message: string
  readonly details: ErrorDetails
}

/** An error with a code, shown in place: what happened, where, and what to do. */
export class ExpectedError extends Error {
  readonly code: string
  readonly details: ErrorDetails

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message)
    this.name = 'ExpectedError'
    this.code = code
    this.details = details
  }
}

/** Thrown by `checkpoint()` when the person (or a deadline) ended the job. */
export class CancelledError extends ExpectedError {
  constructor(message = 'The job was cancelled.') {
    super('job.cancelled', message)
    this.name = 'CancelledError'
  }
}

/** Turns anything thrown into its wire form. */
export function toErrorReport(thrown: unknown): ErrorReport {
  if (thrown instanceof ExpectedError) return { code: thrown.code, message: thrown.message, details: thrown.details }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'unexpected', message, details: {} }
}

/** One line for a terminal or an inline message: sentence, place, remedy. */
export function describeError(report: ErrorReport): string {
  const { file, row, column, remedy } = report.details
  const place = [file, row === undefined ? undefined : `row ${row}`, column === undefined ? undefined : `column ${column}`]
    .filter((part): part is string => part !== undefined && !report.message.toLowerCase().includes(part.toLowerCase()))
    .join(', ')
  return [report.message, place === '' ? '' : `(${place})`, remedy ?? ''].filter((part) => part !== '').join(' ')
}

/** Marks a switch as complete; reaching it is a defect. */
export function assertNever(value: never): never {
  throw new Error(`Unreachable case: ${JSON.stringify(value)}`)
}
