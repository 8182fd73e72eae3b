const mask = (1n << 64n) - 1n
const k0 = 0xc3a5c85c97cb3127n
const k1 = 0xb492b66fbe98f273n
const k2 = 0x9ae16a3b2f90404fn
const k3 = 0xc949d7c7509e6557n
const kMul = 0x9ddfea08eb382d69n

const wrap = (x: bigint): bigint => x & mask
const times = (a: bigint, b: bigint): bigint => (a * b) & mask
const rotate = (x: bigint, by: bigint): bigint => by === 0n ? x : wrap((x >> by) | (x << (64n - by)))
const shiftMix = (x: bigint): bigint => x ^ (x >> 47n)

/** Two 64-bit words to one, after Murmur. */
function mix(low: bigint, high: bigint): bigint {
  const a = shiftMix(times(low ^ high, kMul))
  return times(shiftMix(times(high ^ a, kMul)), kMul)
}

/**
 * CityHash64 of version 1.0 (Geoff Pike and Jyrki Alakuijala, Google 2011, MIT), the one CatBoost hashes
 * category texts with; later versions of CityHash give other numbers.
 */
export function cityHash64(text: Uint8Array): bigint {
  const view = new DataView(text.buffer, text.byteOffset, text.byteLength)
  const size = text.length
  const length = BigInt(size)
  const at = (place: number): bigint => view.getBigUint64(place, true)
  const at32 = (place: number): bigint => BigInt(view.getUint32(place, true))
  if (size <= 16) {
    if (size > 8) {
      const b = at(size - 8)
      return mix(at(0), rotate(wrap(b + length), length)) ^ b
    }
    if (size >= 4) return mix(wrap(length + (at32(0) << 3n)), at32(size - 4))
    if (size === 0) return k2
    const y = BigInt(text[0]! + (text[size >> 1]! << 8))
    const z = length + BigInt(text[size - 1]! << 2)
    return times(shiftMix(times(y, k2) ^ times(z, k3)), k2)
  }
  if (size <= 32) {
    const [a, b, c, d] = [times(at(0), k1), at(8), times(at(size - 8), k2), times(at(size - 16), k0)]
    return mix(wrap(rotate(wrap(a - b), 43n) + rotate(c, 30n) + d), wrap(a + rotate(b ^ k3, 20n) - c + length))
  }
  return size <= 64 ? middle(at, size, length) : long(at, size, length)
}

type Read = (place: number) => bigint

function middle(at: Read, size: number, length: bigint): bigint {
  const half = (z: bigint, start: bigint, second: bigint, third: bigint): readonly [bigint, bigint] => {
    let a = start
    const b = rotate(wrap(a + z), 52n)
    let c = rotate(a, 37n)
    a = wrap(a + second)
    c = wrap(c + rotate(a, 7n))
    a = wrap(a + third)
    return [wrap(a + z), wrap(b + rotate(a, 31n) + c)]
  }
  const [vf, vs] = half(at(24), wrap(at(0) + times(wrap(length + at(size - 16)), k0)), at(8), at(16))
  const [wf, ws] = half(at(size - 8), wrap(at(16) + at(size - 32)), at(size - 24), at(size - 16))
  const r = shiftMix(wrap(times(wrap(vf + ws), k2) + times(wrap(wf + vs), k0)))
  return times(shiftMix(wrap(times(r, k0) + vs)), k2)
}

/** A weak hash of 32 bytes with two seeds. */
function weak(at: Read, place: number, seedA: bigint, seedB: bigint): readonly [bigint, bigint] {
  let a = wrap(seedA + at(place))
  let b = rotate(wrap(seedB + a + at(place + 24)), 21n)
  const c = a
  a = wrap(a + at(place + 8) + at(place + 16))
  b = wrap(b + rotate(a, 44n))
  return [wrap(a + at(place + 24)), wrap(b + c)]
}

function long(at: Read, size: number, length: bigint): bigint {
  let x = at(0)
  let y = at(size - 16) ^ k1
  let z = at(size - 56) ^ k0
  let v = weak(at, size - 64, length, y)
  let w = weak(at, size - 32, times(length, k1), k0)
  z = wrap(z + times(shiftMix(v[1]), k1))
  x = times(rotate(wrap(z + x), 39n), k1)
  y = times(rotate(y, 33n), k1)
  for (let place = 0, left = (size - 1) & ~63; left !== 0; place += 64, left -= 64) {
    x = times(rotate(wrap(x + y + v[0] + at(place + 16)), 37n), k1)
    y = times(rotate(wrap(y + v[1] + at(place + 48)), 42n), k1)
    x ^= w[1]
    y ^= v[0]
    z = rotate(z ^ w[0], 33n)
    v = weak(at, place, times(v[1], k1), wrap(x + w[0]))
    w = weak(at, place + 32, wrap(z + w[1]), y)
    ;[z, x] = [x, z]
  }
  return mix(wrap(mix(v[0], w[0]) + times(shiftMix(y), k1) + z), wrap(mix(v[1], w[1]) + x))
}

const encoder = new TextEncoder()

/** A category's text as CatBoost knows it: the low 32 bits of its hash. */
export function categoryHash(text: string): number {
  return Number(cityHash64(encoder.encode(text)) & 0xffffffffn)
}

const magic = 0x4906ba494954cb65n

/** One more value taken into the hash of a combination of features. */
export function combineHash(hash: bigint, value: bigint): bigint {
  return times(magic, wrap(hash + times(magic, value)))
}
