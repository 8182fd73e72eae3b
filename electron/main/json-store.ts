import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { writeAtomic } from './atomic-write'

/** A small JSON file under the user data folder: read once, checked, written atomically in order. */
export class JsonStore<T> {
  readonly #path: string
  readonly #schema: z.ZodType<T>
  readonly #empty: T
  #value: Promise<T> | null = null
  #writes: Promise<void> = Promise.resolve()

  constructor(path: string, schema: z.ZodType<T>, empty: T) {
    this.#path = path
    this.#schema = schema
    this.#empty = empty
  }

  /** The value; the empty one where the file is missing or not what it should be. */
  read(): Promise<T> {
    this.#value ??= readFile(this.#path, 'utf8').then(
      (text) => {
        const parsed = this.#schema.safeParse(parseJson(text))
        return parsed.success ? parsed.data : this.#empty
      },
      () => this.#empty,
    )
    return this.#value
  }

  /** Applies a change to the latest value; changes run one after another. */
  update(change: (value: T) => T): Promise<void> {
    const next = this.#writes.then(async () => {
      const value = change(await this.read())
      await mkdir(dirname(this.#path), { recursive: true })
      await writeAtomic(this.#path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`))
      this.#value = Promise.resolve(value)
    })
    this.#writes = next.catch(() => undefined)
    return next
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
