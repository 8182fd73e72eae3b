import { allocateInt32 } from '../allocate'
import { makeSlot, usualBlock, usualFields } from './slot'
import type { Slot } from './slot'

const slotCount = 4
/** Places in the control words. */
const SIGNAL = 0
const PUBLISHED = 1
const TAKEN = 2
const ENDED = 3
const FAILED = 4
const waitMs = 20
/** Waits in which the other worker takes nothing before it counts as lost: half a minute. */
const mostWaits = 1500

/** The partner failed, was lost, or cannot take what this file needs: the work is done again without it. */
export class PartnerLost extends Error {}

/** A ring as it crosses to the partner: all of it is shared memory. */
export interface RingWire {
  readonly control: Int32Array
  /** Records in each slot. */
  readonly records: Int32Array
  readonly slots: readonly Slot[]
}

/**
 * Tokenized blocks on their way to a second worker. This side fills the slots in turn and waits where the
 * other is a whole round behind; both see every block, in the order of the file.
 */
export class Ring {
  readonly wire: RingWire
  private published = 0

  constructor(columns: number, block = usualBlock, fields = usualFields) {
    this.wire = { control: allocateInt32(8), records: allocateInt32(slotCount), slots: Array.from({ length: slotCount }, () => makeSlot(block, fields, columns)) }
  }

  /** The slot that is being filled. */
  get slot(): Slot {
    return this.wire.slots[this.published % slotCount]!
  }

  /** Hands the slot over; its bytes and fields stay readable until `next` has come round to it. */
  publish(records: number): void {
    this.wire.records[this.published % slotCount] = records
    Atomics.store(this.wire.control, PUBLISHED, ++this.published)
    this.wake()
  }

  /**
   * The slot to fill next, once it is free. `checkpoint` is called while it waits.
   * @throws PartnerLost when the other worker failed or no longer takes anything.
   */
  next(checkpoint: () => void): Slot {
    const { control } = this.wire
    for (let waits = 0, before = -1; ;) {
      const taken = Atomics.load(control, TAKEN)
      if (Atomics.load(control, FAILED) !== 0) throw new PartnerLost('The second worker failed.')
      if (this.published - taken < slotCount) return this.slot
      checkpoint()
      waits = taken === before ? waits + 1 : 0
      before = taken
      if (waits > mostWaits) throw new PartnerLost('The second worker does not answer.')
      Atomics.wait(control, TAKEN, taken, waitMs)
    }
  }

  /** The other side was lost: `next` says so. */
  fail(): void {
    Atomics.store(this.wire.control, FAILED, 1)
  }

  /** Nothing follows. */
  end(): void {
    Atomics.store(this.wire.control, ENDED, 1)
    this.wake()
  }

  /** Makes the other side look: something was handed over, or the job was stopped. */
  wake(): void {
    Atomics.add(this.wire.control, SIGNAL, 1)
    Atomics.notify(this.wire.control, SIGNAL)
  }
}

/** The partner's side: calls `take` with each block until the ring has ended. What it throws, the other side learns of. */
export function drainRing({ control, records, slots }: RingWire, take: (slot: Slot, records: number) => void, checkpoint: () => void): void {
  try {
    for (let taken = 0; ;) {
      const signal = Atomics.load(control, SIGNAL)
      checkpoint()
      // Asked before what was published: what is published before the end is seen.
      const ended = Atomics.load(control, ENDED) !== 0
      if (Atomics.load(control, PUBLISHED) > taken) {
        take(slots[taken % slotCount]!, records[taken % slotCount]!)
        Atomics.store(control, TAKEN, ++taken)
        Atomics.notify(control, TAKEN)
      } else if (ended) return
      else Atomics.wait(control, SIGNAL, signal, waitMs)
    }
  } catch (thrown) {
    Atomics.store(control, FAILED, 1)
    Atomics.notify(control, TAKEN)
    throw thrown
  }
}
