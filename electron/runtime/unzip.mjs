import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { inflateRawSync } from 'node:zlib'

/**
 * Unpacks a zip: with the system's `unzip` where there is one (it streams), else here, since a bare
 * container has none. The zip's checksum has been verified before.
 * @param {string} zip @param {string} folder
 */
export function unzip(zip, folder) {
  const tool = spawnSync('unzip', ['-q', '-o', zip, '-d', folder])
  if (tool.status === 0) return
  unzipHere(readFileSync(zip), folder)
}

/** Reads the central directory and inflates every entry. @param {Buffer} data @param {string} folder */
export function unzipHere(data, folder) {
  const end = data.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (end === -1) throw new Error('the zip has no directory')
  const count = data.readUInt16LE(end + 10)
  let at = data.readUInt32LE(end + 16)
  for (let entry = 0; entry < count; entry++) {
    const method = data.readUInt16LE(at + 10)
    const [packed, nameLength, extraLength, commentLength] = [data.readUInt32LE(at + 20), data.readUInt16LE(at + 28), data.readUInt16LE(at + 30), data.readUInt16LE(at + 32)]
    const mode = data.readUInt32LE(at + 38) >>> 16
    const local = data.readUInt32LE(at + 42)
    const name = data.toString('utf8', at + 46, at + 46 + nameLength)
    at += 46 + nameLength + extraLength + commentLength
    const path = resolve(folder, name)
    if (!path.startsWith(resolve(folder) + sep)) throw new Error(`the zip leads outside its folder: ${name}`)
    if (name.endsWith('/')) {
      mkdirSync(path, { recursive: true })
      continue
    }
    const from = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28)
    const raw = data.subarray(from, from + packed)
    const content = method === 0 ? raw : inflateRawSync(raw)
    mkdirSync(dirname(path), { recursive: true })
    if ((mode & 0o170000) === 0o120000) symlinkSync(content.toString('utf8'), join(path))
    else writeFileSync(path, content)
    if ((mode & 0o111) !== 0 && (mode & 0o170000) !== 0o120000) chmodSync(path, 0o755)
  }
}
