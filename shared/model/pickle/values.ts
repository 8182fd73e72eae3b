import type { DType, NdArray } from './numpy'

/** What a pickle holds once its opcodes are read. Lists and tuples are both arrays; nothing is ever called. */
export type PyValue =
  | null | boolean | number | bigint | string | Uint8Array
  | readonly PyValue[] | PyDict | PySet | PyGlobal | PyObject | NdArray | DType

/** A dictionary; keys keep their kind. */
export class PyDict {
  readonly entries = new Map<PyValue, PyValue>()

  get(key: string): PyValue | undefined {
    return this.entries.get(key)
  }
}

/** A set or frozenset, in file order. */
export class PySet {
  readonly items: PyValue[]

  constructor(items: PyValue[]) {
    this.items = items
  }
}

/** A name a loader would import. It is only ever read here. */
export class PyGlobal {
  readonly module: string
  readonly name: string

  constructor(module: string, name: string) {
    this.module = module
    this.name = name
  }

  get path(): string {
    return `${this.module}.${this.name}`
  }
}

/** A call or an instance as the file writes it down: what would be called, with what, and the state set afterwards. */
export class PyObject {
  readonly callee: PyValue
  readonly args: readonly PyValue[]
  state: PyValue | undefined
  private entries: PyDict | undefined
  private items: PyValue[] | undefined

  constructor(callee: PyValue, args: readonly PyValue[]) {
    this.callee = callee
    this.args = args
  }

  /** Entries set on it (dict subclasses). */
  get dict(): PyDict {
    return this.entries ??= new PyDict()
  }

  /** Items appended to it (list subclasses). */
  get list(): PyValue[] {
    return this.items ??= []
  }

  /** Dotted name of its class or callee; empty when that is no name. */
  get path(): string {
    return this.callee instanceof PyGlobal ? this.callee.path : ''
  }

  /** Class name without its module. */
  get className(): string {
    return this.callee instanceof PyGlobal ? this.callee.name : ''
  }

  /** An attribute of its state; undefined when there is none. */
  attribute(name: string): PyValue | undefined {
    if (this.state instanceof PyDict) return this.state.get(name)
    // Objects with slots write (dict, slots).
    if (Array.isArray(this.state)) {
      for (const part of this.state as readonly PyValue[]) if (part instanceof PyDict && part.get(name) !== undefined) return part.get(name)
    }
    return undefined
  }
}
