import { parseArgs } from 'node:util'

/** What the person asked for on the command line; paths are as typed. */
export type Invocation =
  | { readonly kind: 'gui'; readonly files: readonly string[] }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'usage-error'; readonly line: string }
  | { readonly kind: 'run'; readonly plan: string; readonly out: string; readonly review: string | null; readonly identity: string | null; readonly passphraseFile: string | null; readonly signOff: readonly PlannedSigner[]; readonly failOn: string; readonly json: boolean }
  | { readonly kind: 'sign'; readonly pack: string; readonly out: string; readonly identity: string; readonly passphraseFile: string | null; readonly role: string | null; readonly reason: string | null; readonly json: boolean }
  | { readonly kind: 'verify'; readonly pack: string; readonly inputs: string | null; readonly trusted: readonly string[]; readonly json: boolean }
  | { readonly kind: 'inspect'; readonly file: string; readonly json: boolean }
  | { readonly kind: 'score'; readonly model: string; readonly data: string; readonly out: string; readonly json: boolean }

/** A person who is to sign, as asked for on the command line. */
export interface PlannedSigner {
  readonly role: string
  readonly name: string
}

export const helpText = `Countersign: independent model risk review, offline.

  countersign [FILE ...]            open the app (on a review, or with files to look at)
  countersign run PLAN --out PACK.pdf [--review FILE.countersign]
              [--identity P12 --passphrase-file FILE] [--sign-off ROLE=NAME ...]
              [--fail-on SEVERITY] [--json]
  countersign sign PACK.pdf --out PACK.pdf --identity P12 --passphrase-file FILE
              [--role ROLE] [--reason TEXT] [--json]
  countersign verify PACK.pdf [--inputs DIR] [--trusted CERT ...] [--json]
  countersign inspect FILE [--json]
  countersign score --model FILE --data FILE --out CSV [--json]
  countersign --help | --version

  --fail-on   critical, high, medium, low, observation or never (default: high)
  --sign-off  who is to sign, in this order; the first signs with the run, the others with "sign"
  --trusted   a certificate (PEM or DER) of a person or authority you trust; may be repeated
  --json      print one JSON document on standard output

Exit codes: 0 clean; 1 findings at or above --fail-on; 2 bad input; 3 verification failed;
70 a defect of the app.
`

const severities = ['critical', 'high', 'medium', 'low', 'observation', 'never']

/** Reads the person's arguments (what follows the program, without Chromium's own switches). */
export function parseCommandLine(args: readonly string[]): Invocation {
  const [command, ...rest] = args
  if (command === '--help' || command === '-h' || command === 'help') return { kind: 'help' }
  if (command === '--version' || command === '-v') return { kind: 'version' }
  if (rest.includes('--help') || rest.includes('-h')) return { kind: 'help' }
  try {
    switch (command) {
      case 'run':
        return parseRun(rest)
      case 'sign':
        return parseSign(rest)
      case 'verify':
        return parseVerify(rest)
      case 'inspect': {
        const { values, positionals } = parseArgs({ args: rest, allowPositionals: true, options: { json: { type: 'boolean', default: false } } })
        return { kind: 'inspect', file: one(positionals, 'inspect needs one FILE'), json: values.json }
      }
      case 'score':
        return parseScore(rest)
      default:
        return parseGui(args)
    }
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { kind: 'usage-error', line: `countersign: ${(sentence ?? '').replace(/\.? To specify.*$/, '').replace(/\.$/, '')} (countersign --help shows the use)` }
  }
}

function parseRun(args: readonly string[]): Invocation {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: 'string' }, review: { type: 'string' }, identity: { type: 'string' }, 'passphrase-file': { type: 'string' },
      'sign-off': { type: 'string', multiple: true, default: [] }, 'fail-on': { type: 'string', default: 'high' }, json: { type: 'boolean', default: false },
    },
  })
  const plan = one(positionals, 'run needs one PLAN')
  const failOn = values['fail-on']
  if (!severities.includes(failOn)) throw new Error(`--fail-on must be one of ${severities.join(', ')}, not ${failOn}`)
  if (values['passphrase-file'] !== undefined && values.identity === undefined) throw new Error('--passphrase-file needs --identity')
  return {
    kind: 'run', plan, out: needed(values.out, 'run needs --out PACK.pdf'), review: values.review ?? null,
    identity: values.identity ?? null, passphraseFile: values['passphrase-file'] ?? null, signOff: values['sign-off'].map(plannedSigner), failOn, json: values.json,
  }
}

/** `ROLE=NAME`, or a role without a name yet. A role holds no comma: it is the first part of its field's label. */
function plannedSigner(text: string): PlannedSigner {
  const [role = '', ...name] = text.split('=')
  if (role.trim() === '' || role.includes(',')) throw new Error(`--sign-off needs ROLE=NAME with a role that holds no comma, not ${text}`)
  return { role: role.trim(), name: name.join('=').trim() }
}

function parseSign(args: readonly string[]): Invocation {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: 'string' }, identity: { type: 'string' }, 'passphrase-file': { type: 'string' }, role: { type: 'string' }, reason: { type: 'string' }, json: { type: 'boolean', default: false },
    },
  })
  return {
    kind: 'sign', pack: one(positionals, 'sign needs one PACK.pdf'), out: needed(values.out, 'sign needs --out PACK.pdf'), identity: needed(values.identity, 'sign needs --identity P12'),
    passphraseFile: values['passphrase-file'] ?? null, role: values.role ?? null, reason: values.reason ?? null, json: values.json,
  }
}

function parseVerify(args: readonly string[]): Invocation {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { inputs: { type: 'string' }, trusted: { type: 'string', multiple: true, default: [] }, json: { type: 'boolean', default: false } } })
  return { kind: 'verify', pack: one(positionals, 'verify needs one PACK.pdf'), inputs: values.inputs ?? null, trusted: values.trusted, json: values.json }
}

function parseScore(args: readonly string[]): Invocation {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { model: { type: 'string' }, data: { type: 'string' }, out: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  if (positionals.length > 0) throw new Error(`score does not know what ${positionals[0]!} is`)
  return {
    kind: 'score', model: needed(values.model, 'score needs --model FILE'), data: needed(values.data, 'score needs --data FILE'),
    out: needed(values.out, 'score needs --out CSV'), json: values.json,
  }
}

/** Anything else opens the app: files to open, and no options of its own. */
function parseGui(args: readonly string[]): Invocation {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
  const word = positionals.find((file) => /^[a-z]+$/.test(file))
  if (word !== undefined) throw new Error(`there is no command ${word}`)
  return { kind: 'gui', files: positionals }
}

function one(positionals: readonly string[], sentence: string): string {
  const [first] = positionals
  if (first === undefined || positionals.length > 1) throw new Error(sentence)
  return first
}

function needed(value: string | undefined, sentence: string): string {
  if (value === undefined || value === '') throw new Error(sentence)
  return value
}

/** The person's arguments out of `process.argv`: after `--` where the launcher put it. */
export function userArguments(argv: readonly string[], packaged: boolean): readonly string[] {
  const separator = argv.indexOf('--')
  if (separator !== -1) return argv.slice(separator + 1)
  const chromium = /^--(?:headless|no-sandbox|log-level=|disable-|enable-|inspect|remote-debugging|force-|ozone|user-data-dir)/
  return argv.slice(packaged ? 1 : 2).filter((argument) => !chromium.test(argument))
}
