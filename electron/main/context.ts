import type { BrowserWindow } from 'electron'
import type { Grant, HeadlessCommand } from '../../shared/contract/ipc'
import type { DefectLog } from './defects'
import type { ExternalQuestion, ExternalScorer } from './external/external-scorer'
import type { Grants } from './grants'
import type { IdentityStore } from './identities/identity-store'
import type { OsKeyStore } from './identities/os-key-store'
import type { JsonStore } from './json-store'
import type { Locations } from './locate'
import type { RecentPaths } from './recents'
import type { Cards } from './review-cards'
import type { ReviewSessions } from './review-sessions'
import type { TrustStore } from './trust-store'

/** What the person confirms before a signature, in main's own dialog. */
export interface SigningQuestion {
  readonly name: string
  readonly role: string
  readonly reason: string
  /** SHA-256 of the document as it will be signed, lower-case hex. */
  readonly sha256: string
}

/** Everything that asks a person: dialogs in the app, refusals on the command line. */
export interface People {
  pick(purpose: 'inputs' | 'review' | 'pack' | 'pkcs12' | 'plan' | 'certificate' | 'time-stamp', multiple: boolean, folder: boolean): Promise<readonly string[]>
  save(purpose: 'review' | 'pack' | 'csv' | 'svg' | 'png' | 'json' | 'html' | 'tsq', suggestedName: string): Promise<string | null>
  confirmSigning(question: SigningQuestion): Promise<boolean>
  confirmExternal(question: ExternalQuestion): Promise<boolean>
}

/** A command-line run in progress: what to do, where it may write, how it ends. */
export interface HeadlessJob {
  readonly command: HeadlessCommand
  /** Absolute paths by the text the command carries: the only places the page may write. */
  readonly targets: ReadonlyMap<string, string>
  print(stream: 'stdout' | 'stderr', text: string): void
  exit(code: number): void
  /** The page asked for its command: it is alive. */
  started(): void
}

/** What the handlers work with; made once by the composition root. */
export interface Context {
  readonly grants: Grants
  readonly reviews: ReviewSessions
  readonly recents: JsonStore<RecentPaths>
  readonly cards: JsonStore<Cards>
  readonly locations: JsonStore<Locations>
  readonly identities: IdentityStore
  readonly trust: TrustStore
  readonly keyStore: () => Promise<OsKeyStore | null>
  readonly defects: DefectLog
  readonly people: People
  readonly external: ExternalScorer
  readonly draftsDir: string
  readonly headless: HeadlessJob | null
  readonly version: string
  readonly sandboxed: () => boolean
  readonly samples: () => Promise<readonly Grant[]>
  readonly window: () => BrowserWindow | null
  readonly busy: { jobs: number; unsaved: boolean }
  readonly now: () => Date
}
