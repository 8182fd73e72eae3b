import type { ExternalQuestion } from './external-scorer'

/** What main's dialog says before a command is run: every argument by itself, no sign of it hidden. */
export function externalQuestionText({ program, programSha256, args, seconds, rows }: ExternalQuestion): { readonly message: string; readonly detail: string } {
  const lines = args.flatMap(({ text, sha256 }, index) => [`${index + 1}: ${visible(text)}`, ...(sha256 === null ? [] : [`    file, SHA-256 ${sha256}`])])
  return {
    message: 'Run this program outside the sandbox?',
    detail: [
      'It runs with your own rights: it can read and change your files and use the network.', '',
      `Program: ${visible(program)}`, `    SHA-256 ${programSha256}`, args.length === 0 ? 'No arguments' : 'Arguments:', ...lines, '',
      `It is given rows.csv (${rows.size.toLocaleString('en')} bytes, SHA-256 ${rows.sha256}) in an empty folder, and at most ${seconds.toLocaleString('en')} s.`,
    ].join('\n'),
  }
}

/** A text in quotes with everything that does not show, or turns the reading direction, as its number. */
function visible(text: string): string {
  return `"${text.replaceAll(/[\p{C}\p{Z}\\"]/gu, (sign) => (sign === ' ' ? ' ' : sign === '"' || sign === '\\' ? `\\${sign}` : `\\u{${sign.codePointAt(0)!.toString(16)}}`))}"`
}
