/** A calendar day as `2026-04-01`, readable by machines and never broken over two lines. */
export function Day({ day }: { day: string }) {
  return (
    <time className="day" dateTime={day}>
      {day}
    </time>
  )
}
