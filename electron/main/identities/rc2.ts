/**
 * RC2 in CBC mode, decryption only (RFC 2268). It protects nothing today; older PKCS#12 files still
 * wrap their certificates (which are public) in it, and neither Node nor Electron has it any more.
 */
const piTable = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
  '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
  '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
  '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad', 'hex')

/** Expands a key to 64 words (§2); `bits` is the effective key length. */
function expandKey(key: Uint8Array, bits: number): Uint16Array {
  const bytes = new Uint8Array(128)
  bytes.set(key)
  const length = key.length
  for (let i = length; i < 128; i++) bytes[i] = piTable[(bytes[i - 1]! + bytes[i - length]!) & 0xff]!
  const effective = Math.ceil(bits / 8)
  bytes[128 - effective] = piTable[bytes[128 - effective]! & (0xff >> (8 * effective - bits))]!
  for (let i = 127 - effective; i >= 0; i--) bytes[i] = piTable[bytes[i + 1]! ^ bytes[i + effective]!]!
  return Uint16Array.from({ length: 64 }, (_, i) => bytes[2 * i]! | (bytes[2 * i + 1]! << 8))
}

const rotations = [1, 2, 3, 5]

function decryptBlock(words: Uint16Array, block: Uint8Array): Uint8Array {
  const r = Uint16Array.from({ length: 4 }, (_, i) => block[2 * i]! | (block[2 * i + 1]! << 8))
  for (let round = 15; round >= 0; round--) {
    for (let i = 3; i >= 0; i--) {
      const rotated = (r[i]! >> rotations[i]!) | (r[i]! << (16 - rotations[i]!))
      const [a, b, c] = [r[(i + 3) & 3]!, r[(i + 2) & 3]!, r[(i + 1) & 3]!]
      r[i] = rotated - words[4 * round + i]! - (a & b) - (~a & c)
    }
    // Mashing rounds stand before rounds 11 and 5 of encryption.
    if (round === 11 || round === 5) for (let i = 3; i >= 0; i--) r[i] = r[i]! - words[r[(i + 3) & 3]! & 63]!
  }
  return Uint8Array.from({ length: 8 }, (_, i) => (r[i >> 1]! >> (8 * (i & 1))) & 0xff)
}

/**
 * Decrypts whole blocks in CBC mode and removes PKCS#7 padding.
 * @throws Error when the length or the padding is wrong, as it is with a wrong key.
 */
export function decryptRc2Cbc(key: Uint8Array, bits: number, iv: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length === 0 || data.length % 8 !== 0) throw new Error('RC2 data is not a whole number of blocks.')
  const words = expandKey(key, bits)
  const out = new Uint8Array(data.length)
  for (let at = 0; at < data.length; at += 8) {
    const previous = at === 0 ? iv : data.subarray(at - 8, at)
    decryptBlock(words, data.subarray(at, at + 8)).forEach((byte, i) => {
      out[at + i] = byte ^ previous[i]!
    })
  }
  const padding = out.at(-1)!
  if (padding < 1 || padding > 8 || !out.subarray(-padding).every((byte) => byte === padding)) throw new Error('RC2 padding is wrong.')
  return out.subarray(0, -padding)
}
