import type { ReactNode } from 'react'

/** Facts with their labels: a list of `Fact`s, beside each other where there is room. */
export function Facts({ children, columns = false }: { children: ReactNode; columns?: boolean }) {
  return <dl className={columns ? 'facts facts-columns' : 'facts'}>{children}</dl>
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
