const months = [
  'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec',
  'янв', 'фев', 'мар', 'апр', 'май', 'мая', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек',
  'mär', 'mrz', 'mai', 'okt', 'dez', 'janv', 'févr', 'mars', 'avr', 'juin', 'juil', 'août', 'sept', 'déc',
  'ene', 'abr', 'ago', 'dic', 'gen', 'mag', 'giu', 'lug', 'set', 'ott',
].join('|')
const excelDate = new RegExp(String.raw`^\s*(?:\d{1,2}[./ -](?:${months})\.?|(?:${months})\.?[./ -]\d{1,4})\s*$`, 'i')

/**
 * True for texts such as `20.июл`, `мар.26`, `5-May`, `Mar-26`: what a spreadsheet makes of the numbers
 * 20.7, 3.26, 5.5 and 3.26 when its locale takes them for dates. The number cannot be told back for sure.
 */
export function looksLikeExcelDate(text: string): boolean {
  return text.length < 16 && excelDate.test(text)
}
