/**
 * The sRGB colour space as an ICC version 2 matrix/TRC profile, built from the numbers of
 * IEC 61966-2-1 (primaries adapted to D50), so that no third party's file has to be shipped.
 */
export function srgbProfile(): Uint8Array {
  const text = (value: string): number[] => Array.from(value, (c) => c.charCodeAt(0))
  const u32 = (value: number): number[] => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
  const u16 = (value: number): number[] => [(value >>> 8) & 255, value & 255]
  const fixed = (value: number): number[] => u32(Math.round(value * 65536))
  const xyz = (x: number, y: number, z: number): number[] => [...text('XYZ '), ...u32(0), ...fixed(x), ...fixed(y), ...fixed(z)]
  const name = 'sRGB IEC61966-2.1 (Countersign)'
  // A v2 description carries an ASCII, an empty Unicode and an empty 70-byte Macintosh form.
  const description = [...text('desc'), ...u32(0), ...u32(name.length + 1), ...text(name), 0, ...u32(0), ...u32(0), ...u16(0), 0, ...new Array<number>(67).fill(0)]
  const steps = 1024
  const curve = [...text('curv'), ...u32(0), ...u32(steps)]
  for (let i = 0; i < steps; i += 1) {
    const s = i / (steps - 1)
    curve.push(...u16(Math.round(65535 * (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4))))
  }
  const blocks = {
    desc: description,
    cprt: [...text('text'), ...u32(0), ...text('No copyright, use freely'), 0],
    wtpt: xyz(0.9642, 1, 0.8249),
    rXYZ: xyz(0.4360747, 0.2225045, 0.0139322),
    gXYZ: xyz(0.3850649, 0.7168786, 0.0971045),
    bXYZ: xyz(0.1430804, 0.0606169, 0.7141733),
    curve,
  }
  const padded = Object.entries(blocks).map(([key, block]) => ({ key, size: block.length, bytes: [...block, ...new Array<number>((4 - (block.length % 4)) % 4).fill(0)] }))
  const tags = ['desc', 'cprt', 'wtpt', 'rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC']
  const tableSize = 4 + 12 * tags.length
  const places = new Map<string, { offset: number; size: number }>()
  let offset = 128 + tableSize
  for (const block of padded) {
    places.set(block.key, { offset, size: block.size })
    offset += block.bytes.length
  }
  const table = [...u32(tags.length)]
  for (const tag of tags) {
    const place = places.get(tag.endsWith('TRC') ? 'curve' : tag)
    if (place === undefined) throw new Error(`The profile has no ${tag}.`)
    table.push(...text(tag), ...u32(place.offset), ...u32(place.size))
  }
  const header = [
    ...u32(offset), ...u32(0), ...u32(0x02100000), ...text('mntr'), ...text('RGB '), ...text('XYZ '),
    ...u16(2026), ...u16(1), ...u16(1), ...u16(0), ...u16(0), ...u16(0), ...text('acsp'), ...u32(0), ...u32(0), ...u32(0), ...u32(0), ...u32(0), ...u32(0),
    ...u32(0), ...fixed(0.9642), ...fixed(1), ...fixed(0.8249), ...u32(0),
  ]
  return Uint8Array.from([...header, ...new Array<number>(128 - header.length).fill(0), ...table, ...padded.flatMap((block) => block.bytes)])
}
