import { ReviewFile } from '../../../electron/main/review-file'

/** Edits and saves until it is killed; says each line only after it was confirmed. */
const file = await ReviewFile.open(process.argv[2]!)
const bytes = file.opened.bytes
const lines: string[] = [...(bytes === null ? [] : (JSON.parse(Buffer.from(bytes).toString('utf8')) as string[])), ...file.opened.journal]
for (let n = lines.length; ; n++) {
  const line = `line ${n}`
  await file.append(line)
  lines.push(line)
  process.stdout.write(`${line}\n`)
  if (n % 7 === 6) await file.snapshot(Buffer.from(JSON.stringify(lines)))
}
