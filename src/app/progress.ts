/** One line on the terminal that is written over; nothing where there is no terminal or it is not wanted. */
export function progressLine(silent: boolean): { show(text: string): void; end(): void } {
  const stream = process.stderr
  if (silent || !stream.isTTY) return { show: () => undefined, end: () => undefined }
  let shown = false
  return {
    show(text) {
      shown = true
      stream.write(`\r\u001b[2K${text}`)
    },
    end() {
      if (shown) stream.write('\r\u001b[2K')
    },
  }
}
