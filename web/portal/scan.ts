import jsqr from 'jsqr'

/** The package's types say default export, its file says the function itself; bundlers give either. */
const read = ((jsqr as unknown as { default?: unknown }).default ?? jsqr) as typeof jsqr.default

/** Wide enough for the QR code on a cover held at arm's length, small enough for an old phone. */
const WIDTH_MAX = 800

/** The verification code in what a QR code says, whatever address the paper was printed with; never followed as a link. */
export function codeIn(text: string): string | null {
  const code = /[?&]code=([0-9A-Za-z-]{16,23})(?:&|$)/.exec(text)?.[1] ?? text
  return /^[0-9A-Z]{16}$/.test(code.replaceAll('-', '').toUpperCase()) ? code : null
}

/** Shows the button for the camera where there is one; the page works without. */
function offerScan(): void {
  const button = document.querySelector<HTMLButtonElement>('#scan')
  const video = document.querySelector<HTMLVideoElement>('#scan-view')
  const told = document.querySelector<HTMLElement>('#scan-told')
  if (!button || !video || !told || !navigator.mediaDevices) return
  button.hidden = false
  button.addEventListener('click', () => {
    button.disabled = true
    scan(video).then(
      (code) => location.assign(`/verify?code=${encodeURIComponent(code)}`),
      () => {
        told.hidden = false
        button.disabled = false
      },
    )
  })
}

async function scan(video: HTMLVideoElement): Promise<string> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  video.srcObject = stream
  video.hidden = false
  await video.play()
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  while (true) {
    await new Promise(requestAnimationFrame)
    const code = video.videoWidth === 0 ? null : readFrame(video, canvas, context)
    if (code === null) continue
    for (const track of stream.getTracks()) track.stop()
    return code
  }
}

function readFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
  const scale = Math.min(1, WIDTH_MAX / video.videoWidth)
  canvas.width = Math.round(video.videoWidth * scale)
  canvas.height = Math.round(video.videoHeight * scale)
  context.drawImage(video, 0, 0, canvas.width, canvas.height)
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
  const found = read(data, width, height, { inversionAttempts: 'dontInvert' })
  return found ? codeIn(found.data) : null
}

if (typeof document !== 'undefined') offerScan()
