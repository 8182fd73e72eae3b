/** One line on standard error: standard output belongs to the command. @param {string} line */
export function say(line) {
  process.stderr.write(`countersign: ${line}\n`)
}
