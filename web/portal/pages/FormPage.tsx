import { Fact, Facts } from '../parts/Fact.tsx'
import { paths } from '../paths.ts'
import type { Page, View } from './page.ts'

type Field = View<'form'>['form']['fields'][number]

export const formPage: Page<View<'form'>> = {
  title: (view) => view.form.title,
  crumbs: (view, words) => [{ text: words.site.home, href: paths.home() }, { text: view.form.title }],
  robots: 'noindex',
  asOf: () => null,
  Content: ({ view }) => {
    const { form } = view
    return (
      <div className="form-page">
        <h1 className="page-title">{form.title}</h1>
        <p className="lead">{form.lead}</p>
        {form.problem === null ? null : (
          <p className="form-problem" role="alert" id="form-problem">
            {form.problem}
          </p>
        )}
        {form.picture === undefined ? null : (
          <figure className="form-picture">
            <img src={form.picture.address} alt={form.picture.alt} width="240" height="240" />
            <figcaption className="quotable">{form.picture.text}</figcaption>
          </figure>
        )}
        {form.keep === undefined ? null : (
          <ul className="form-keep">
            {form.keep.map((line) => (
              <li key={line} className="quotable">
                {line}
              </li>
            ))}
          </ul>
        )}
        {form.facts === undefined ? null : (
          <Facts>
            {form.facts.map(({ label, text }) => (
              <Fact key={label + text} label={label}>
                {text}
              </Fact>
            ))}
          </Facts>
        )}
        {form.submit === null ? null : (
          <form action={form.action} method="post" className="form-fields">
            {form.fields.map((field) => (
              <FieldInput key={field.name} field={field} faulty={form.problem !== null} />
            ))}
            <button type="submit">{form.submit}</button>
          </form>
        )}
        {form.links.map(({ text, address }) => (
          <p key={address}>
            <a href={address}>{text}</a>
          </p>
        ))}
      </div>
    )
  },
}

function FieldInput({ field, faulty }: { field: Field; faulty: boolean }) {
  const { name, label, hint, type, autocomplete, value } = field
  if (type === 'hidden') return <input type="hidden" name={name} value={value} />
  const described = [hint === undefined ? '' : `${name}-hint`, faulty ? 'form-problem' : ''].filter(Boolean)
  return (
    <div className="form-field">
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type === 'password' ? 'password' : 'text'}
        inputMode={type === 'code' ? 'numeric' : undefined}
        defaultValue={value}
        autoComplete={autocomplete}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={200}
        required={field.optional !== true}
        aria-describedby={described.length > 0 ? described.join(' ') : undefined}
      />
      {hint === undefined ? null : (
        <p id={`${name}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  )
}
