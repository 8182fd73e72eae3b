const signatures: readonly { readonly bytes: readonly number[]; readonly offset?: number; readonly what: string; readonly remedy: string }[] = [
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', remedy: 'Ask for the data as CSV or Parquet.' },
  { bytes: Array.from('mimetypeapplication/vnd.oasis.opendocument.spreadsheet', (letter) => letter.charCodeAt(0)), offset: 30, what: 'an OpenDocument spreadsheet (ODS)', remedy: 'Save the sheet as XLSX or CSV.' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive or an Office file (DOCX, PPTX)', remedy: 'Unpack the archive and open the file in it, or save the sheet as CSV.' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'an empty ZIP archive', remedy: 'Ask for the file again.' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Office file (XLS, DOC) or a workbook with a password', remedy: 'Save the sheet as XLSX without a password, or as CSV.' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG image', remedy: 'Choose a data file.' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG image', remedy: 'Choose a data file.' },
  { bytes: [0x47, 0x49, 0x46, 0x38], what: 'a GIF image', remedy: 'Choose a data file.' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive', remedy: 'Unpack it first.' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz archive', remedy: 'Unpack it first.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a Zstandard archive', remedy: 'Unpack it first.' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7z archive', remedy: 'Unpack it first.' },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'a RAR archive', remedy: 'Unpack it first.' },
  { bytes: [0x75, 0x73, 0x74, 0x61, 0x72], offset: 257, what: 'a TAR archive', remedy: 'Unpack it first.' },
  { bytes: [0x50, 0x41, 0x52, 0x45], what: 'an encrypted Parquet file', remedy: 'Ask for the table without encryption.' },
  { bytes: [0x24, 0x46, 0x4c, 0x32, 0x40], what: 'an SPSS file (SAV)', remedy: 'Save the table as CSV or Parquet.' },
  { bytes: [0x24, 0x46, 0x4c, 0x33, 0x40], what: 'an SPSS file (ZSAV)', remedy: 'Save the table as CSV or Parquet.' },
  { bytes: Array.from('<stata_dta>', (letter) => letter.charCodeAt(0)), what: 'a Stata file (DTA)', remedy: 'Save the table as CSV or Parquet.' },
  { bytes: [0xc2, 0xea, 0x81, 0x60, 0xb3, 0x14, 0x11, 0xcf, 0xbd, 0x92, 0x08, 0x00, 0x09, 0xc7, 0x31, 0x8c], offset: 12, what: 'a SAS data set (SAS7BDAT)', remedy: 'Save the table as CSV or Parquet.' },
  { bytes: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], what: 'an HDF5 file', remedy: 'Save the table as CSV or Parquet.' },
  { bytes: [0x52, 0x44, 0x58, 0x32, 0x0a], what: 'an R workspace (RDATA)', remedy: 'Save the table as CSV or Parquet.' },
  { bytes: [0x52, 0x44, 0x58, 0x33, 0x0a], what: 'an R workspace (RDATA)', remedy: 'Save the table as CSV or Parquet.' },
  { bytes: [0x4f, 0x52, 0x43], what: 'an ORC file', remedy: 'Save the table as Parquet or CSV.' },
  { bytes: [0x4f, 0x62, 0x6a, 0x01], what: 'an Avro file', remedy: 'Save the table as Parquet or CSV.' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: 'a program', remedy: 'Choose a data file.' },
  { bytes: [0x80, 0x02], what: 'a Python pickle', remedy: 'Save the table as Parquet or CSV.' },
  { bytes: [0x80, 0x03], what: 'a Python pickle', remedy: 'Save the table as Parquet or CSV.' },
  { bytes: [0x80, 0x04], what: 'a Python pickle', remedy: 'Save the table as Parquet or CSV.' },
  { bytes: [0x80, 0x05], what: 'a Python pickle', remedy: 'Save the table as Parquet or CSV.' },
]

const compound = [0xd0, 0xcf, 0x11, 0xe0]

/** Names of the parts of a compound file tell what it is; they stand in its directory, in UTF-16. */
function compoundContent(head: Uint8Array): { readonly what: string; readonly remedy: string } | null {
  if (!compound.every((byte, index) => head[index] === byte)) return null
  const text = new TextDecoder('latin1').decode(head).replaceAll('\0', '')
  if (text.includes('EncryptedPackage')) return { what: 'a workbook or document with a password', remedy: 'Save it without a password, as XLSX or CSV.' }
  const [word, book] = [text.includes('WordDocument'), text.includes('Book') || text.includes('Workbook')]
  // Where both are, one is put into the other.
  if (word === book) return null
  return word ? { what: 'an old Word document (DOC)', remedy: 'Ask for the data as CSV or Parquet.' } : { what: 'an old Excel workbook (XLS)', remedy: 'Save the sheet as XLSX or CSV.' }
}

/** Pages and documents that pass for tables: web exports are often saved under a spreadsheet's name. */
function markup(head: Uint8Array): { readonly what: string; readonly remedy: string } | null {
  const start = new TextDecoder().decode(head.subarray(0, 512)).trimStart()
  if (/^<(?:!doctype html|html|table)\b/i.test(start)) return { what: 'a web page (HTML)', remedy: 'Open it in a spreadsheet program and save the table as XLSX or CSV.' }
  return /^<\?xml\b/i.test(start) ? { what: 'an XML document', remedy: 'Save the table in it as XLSX or CSV.' } : null
}

/** What a file is by its first bytes, where it is something no table reader takes; null otherwise. */
export function foreignContent(head: Uint8Array): { readonly what: string; readonly remedy: string } | null {
  return compoundContent(head) ?? signatures.find(({ bytes, offset = 0 }) => bytes.every((byte, index) => head[offset + index] === byte)) ?? markup(head)
}
