/** Short statements under one heading, each with a name. */
export function PointList({ title, points, id }: { title: string; points: string[][]; id?: string }) {
  return (
    <section className="points" id={id} aria-label={title}>
      <h2>{title}</h2>
      <dl>
        {points.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
