import { createRequire } from 'node:module'

type Fontkit = { create: (bytes: Uint8Array, family?: string) => unknown }

/**
 * Lets pdfkit read each font once in the life of a thread instead of once per document: parsing ten megabytes is most of the
 * time of a short report. What pdfkit adds per document (the subset that it embeds) it keeps itself. Must run before pdfmake
 * is loaded, because pdfkit takes hold of its font reader then.
 */
export function keepFonts(): void {
  const ours = createRequire(import.meta.url)
  const ofPdfmake = createRequire(ours.resolve('pdfmake'))
  const ofPdfkit = createRequire(ofPdfmake.resolve('pdfkit'))
  const place = ofPdfkit.resolve('fontkit')
  const fontkit = ofPdfkit(place) as Fontkit
  const kept = new Map<string, unknown>()
  const create: Fontkit['create'] = (bytes, family) => {
    // Length and head tell the weights of one family apart: the head holds the checksums of the tables.
    const name = `${family ?? ''} ${bytes.length} ${Buffer.from(bytes.subarray(0, 256)).toString('base64')}`
    if (!kept.has(name)) kept.set(name, fontkit.create(bytes, family))
    return kept.get(name)
  }
  ofPdfkit.cache[place]!.exports = { ...fontkit, create }
}
