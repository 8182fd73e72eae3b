/**
 * True for a file name that reads the same everywhere: NFC, no path characters, no control or
 * direction characters, no leading or trailing dot or space, at most 200 characters.
 */
export function isSafeName(name: string): boolean {
  return name.length > 0 && name.length <= 200 && name === name.normalize('NFC')
    && !/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name) && !/^[. ]|[. ]$/u.test(name)
}
