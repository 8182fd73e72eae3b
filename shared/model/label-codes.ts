/** Codes of labels: the known classes first, others as they appear. */
export class LabelCodes {
  readonly list: string[]
  private readonly codes: Map<string, number>

  constructor(classes: readonly string[]) {
    this.list = [...classes]
    this.codes = new Map(classes.map((label, code) => [label, code]))
  }

  code(label: string): number {
    const known = this.codes.get(label)
    if (known !== undefined) return known
    this.list.push(label)
    this.codes.set(label, this.list.length - 1)
    return this.list.length - 1
  }
}
