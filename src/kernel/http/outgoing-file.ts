import type { FastifyReply } from 'fastify'
import type { OutgoingFile, Route } from './route.ts'

/**
 * Sends a file under its declared media type, never one guessed by the browser (helmet sets `nosniff`). The name goes out
 * twice (RFC 6266): in ASCII for old programs, and in UTF-8. Nothing of the name can end the header or leave a folder.
 */
export function sendFile<Context>(reply: FastifyReply, route: Route<Context>, file: OutgoingFile) {
  if (!route.files?.includes(file.mediaType)) {
    throw new Error(`${route.id} answered with ${file.mediaType}, which it does not declare`)
  }
  const name = file.fileName.replace(/[\p{Cc}\p{Cf}/\\]/gu, '_')
  const ascii = name.replace(/[^\x20-\x7e]|["%;]/g, '_')
  return reply
    .type(file.mediaType)
    .header(
      'content-disposition',
      `${file.inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    )
    .header('cache-control', 'private, no-store')
    .send(file.body)
}
