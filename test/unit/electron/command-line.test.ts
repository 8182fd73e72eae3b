import { describe, expect, it } from 'vitest'
import { parseCommandLine, userArguments } from '../../../electron/main/command-line'
import { planFiles } from '../../../electron/main/headless-job'

const parse = (text: string) => parseCommandLine(text.split(' ').filter((word) => word !== ''))

describe('the command line', () => {
  it.each([
    ['run plan.json --out pack.pdf', { kind: 'run', plan: 'plan.json', out: 'pack.pdf', review: null, identity: null, passphraseFile: null, signOff: [], failOn: 'high', json: false }],
    ['run --out pack.pdf plan.json --fail-on low --json --review r.countersign --identity i.p12 --passphrase-file p', { kind: 'run', plan: 'plan.json', out: 'pack.pdf', review: 'r.countersign', identity: 'i.p12', passphraseFile: 'p', signOff: [], failOn: 'low', json: true }],
    ['run p --out o --sign-off Validator=A=B --sign-off Approver', { kind: 'run', plan: 'p', out: 'o', review: null, identity: null, passphraseFile: null, signOff: [{ role: 'Validator', name: 'A=B' }, { role: 'Approver', name: '' }], failOn: 'high', json: false }],
    ['sign p.pdf --out q.pdf --identity i.p12 --passphrase-file w --role Approver --reason Fine', { kind: 'sign', pack: 'p.pdf', out: 'q.pdf', identity: 'i.p12', passphraseFile: 'w', role: 'Approver', reason: 'Fine', json: false }],
    ['verify p.pdf --inputs dir', { kind: 'verify', pack: 'p.pdf', inputs: 'dir', trusted: [], json: false }],
    ['verify p.pdf --trusted a.pem --trusted b.crt', { kind: 'verify', pack: 'p.pdf', inputs: null, trusted: ['a.pem', 'b.crt'], json: false }],
    ['inspect m.onnx --json', { kind: 'inspect', file: 'm.onnx', json: true }],
    ['score --model m --data d --out o.csv', { kind: 'score', model: 'm', data: 'd', out: 'o.csv', json: false }],
    ['--help', { kind: 'help' }], ['run --help', { kind: 'help' }], ['--version', { kind: 'version' }],
    ['', { kind: 'gui', files: [] }], ['a.countersign b.csv', { kind: 'gui', files: ['a.countersign', 'b.csv'] }],
  ])('%s', (text, expected) => {
    expect(parse(text)).toEqual(expected)
  })

  it.each([
    ['run', /needs one PLAN/], ['run a b --out c', /needs one PLAN/], ['run a', /--out PACK.pdf/], ['run a --out b --fail-on huge', /--fail-on must be one of/],
    ['run a --out b --passphrase-file c', /needs --identity/], ['run a --out', /argument missing/], ['run a --oops', /--oops/], ['verify', /needs one PACK/], ['run a --out b --sign-off =x', /ROLE=NAME/], ['run a --out b --sign-off A,B=x', /no comma/], ['sign p', /--out PACK.pdf/], ['sign p --out q', /--identity P12/],
    ['inspect', /needs one FILE/], ['score --model m', /--data FILE/], ['score --model m --data d --out o x', /what x is/], ['frobnicate', /no command frobnicate/], ['--frob', /--frob/],
  ])('%s is a usage error in one line', (text, line) => {
    const invocation = parse(text)
    expect(invocation).toMatchObject({ kind: 'usage-error', line: expect.stringMatching(line) })
    expect(invocation.kind === 'usage-error' && invocation.line).not.toContain('\n')
  })

  it('takes the person’s arguments from after the separator', () => {
    expect(userArguments(['electron', '--headless', '--no-sandbox', '/app', '--', 'run', '--json'], false)).toEqual(['run', '--json'])
    expect(userArguments(['countersign', '--headless', 'verify', 'a.pdf'], true)).toEqual(['verify', 'a.pdf'])
  })
})

describe('files a plan names', () => {
  it('are each named once', () => {
    expect(planFiles(JSON.stringify({ model: { file: 'm.onnx' }, datasets: [{ file: 'a.csv' }, { file: 'a.csv' }, { role: 'test' }] }))).toEqual(['m.onnx', 'a.csv'])
    expect(planFiles(JSON.stringify({ datasets: [{ file: 'p/', join: { file: 'labels.csv' } }, { file: 'a.csv', parts: [{ file: 'b.csv' }, 3] }] }))).toEqual(['p/', 'labels.csv', 'a.csv', 'b.csv'])
  })
  it.each(['', 'no json', '[]', 'null', '{"datasets": 3, "model": null}', '\uFEFF{"model": {"file": 3}}'])('none in %j, which the page will refuse', (text) => {
    expect(planFiles(text)).toEqual([])
  })
})
