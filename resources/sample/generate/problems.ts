/** The problems that can be planted in the sample; the clean twin has none of them. */
export interface Problems {
  /** Income falls by up to 18 % over the production windows, from the fifth on. */
  readonly incomeDrift: boolean
  /** Employment type `platform` appears in the ninth production window. */
  readonly newCategory: boolean
  /** Applications through brokers: the features say almost nothing about default. */
  readonly weakSegment: boolean
  /** Young applicants default more often in the data the model learned from, and are declined for it. */
  readonly ageDisparity: boolean
}

export const planted: Problems = { incomeDrift: true, newCategory: true, weakSegment: true, ageDisparity: true }
export const clean: Problems = { incomeDrift: false, newCategory: false, weakSegment: false, ageDisparity: false }
