import { crc32 } from 'node:zlib'

/** A zip archive of these parts, not compressed: for workbooks as other programs write them. */
export function zipOf(parts: Record<string, string>): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(parts)) {
    const body = Buffer.from(text)
    const label = Buffer.from(name)
    const sizes = Buffer.alloc(12)
    sizes.writeUInt32LE(crc32(body), 0)
    sizes.writeUInt32LE(body.length, 4)
    sizes.writeUInt32LE(body.length, 8)
    const local = Buffer.concat([
      Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      sizes,
      Buffer.from([label.length, 0, 0, 0]),
      label,
      body,
    ])
    const place = Buffer.alloc(4)
    place.writeUInt32LE(offset)
    directory.push(
      Buffer.from([0x50, 0x4b, 1, 2, 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      sizes,
      Buffer.from([label.length, 0, ...Array(12).fill(0)]),
      place,
      label,
    )
    bodies.push(local)
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(bodies.length, 8)
  end.writeUInt16LE(bodies.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, list, end])
}

/** A workbook around the XML of one sheet's rows, with what else is given. */
export function workbookOf(
  sheetData: string,
  more: { strings?: string; styles?: string; workbook?: string; prefix?: string } = {},
): Buffer {
  const x = more.prefix ? `${more.prefix}:` : ''
  const head = '<?xml version="1.0" encoding="UTF-8"?>'
  return zipOf({
    'xl/workbook.xml':
      more.workbook ??
      `${head}<${x}workbook><${x}sheets><${x}sheet name="数据" sheetId="1" r:id="rId1"/></${x}sheets></${x}workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${head}<${x}worksheet><${x}sheetData>${sheetData}</${x}sheetData></${x}worksheet>`,
    ...(more.strings ? { 'xl/sharedStrings.xml': `${head}<${x}sst>${more.strings}</${x}sst>` } : {}),
    ...(more.styles ? { 'xl/styles.xml': `${head}<${x}styleSheet>${more.styles}</${x}styleSheet>` } : {}),
  })
}
