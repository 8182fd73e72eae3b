import type { JobContext } from '../../contract/job'
import { tooLarge } from '../problems'

/** Bytes a compressed artifact may grow to. */
export const inflatedLimit = 512 * 1024 * 1024

/** Bytes that grow as a decoder writes them, up to the limit; what was written can be read back for repeats. */
export class Growing {
  length = 0
  private bytes = new Uint8Array(1 << 16)
  private readonly file: string
  private readonly job: JobContext

  constructor(file: string, job: JobContext) {
    this.file = file
    this.job = job
  }

  push(byte: number): void {
    if (this.length === this.bytes.length) this.grow()
    this.bytes[this.length++] = byte
  }

  append(chunk: Uint8Array): void {
    while (this.length + chunk.length > this.bytes.length) this.grow()
    this.bytes.set(chunk, this.length)
    this.length += chunk.length
  }

  /** The byte written `distance` before the next one; -1 is not reachable. */
  back(distance: number): number {
    return this.bytes[this.length - distance]!
  }

  take(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  private grow(): void {
    this.job.checkpoint()
    if (this.bytes.length >= inflatedLimit) throw tooLarge(this.file, `it inflates to more than ${inflatedLimit} bytes`)
    const larger = new Uint8Array(Math.min(inflatedLimit, this.bytes.length * 2))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}
