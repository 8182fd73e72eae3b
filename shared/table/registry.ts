import arrow from './arrow/index'
import csv from './csv/index'
import excel from './excel/index'
import jsonl from './jsonl/index'
import parquet from './parquet/index'
import sqlite from './sqlite/index'
import type { TableFormat } from './table-format'

/** Every table format that is read, in order of preference where scores tie. */
export const readers: readonly TableFormat[] = [parquet, arrow, sqlite, excel, jsonl, csv]
