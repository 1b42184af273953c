/** The mark beside the name: the right half of 信, 言, drawn as lines of writing on a sheet. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <rect className="mark-sheet" width="32" height="32" rx="7" />
      <path
        className="mark-lines"
        d="M16 6.2v2.6 M8.5 11.6h15 M11 15.6h10 M11 19.4h10 M11.6 23.2h8.8v3h-8.8z"
        fill="none"
        strokeWidth="1.9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
