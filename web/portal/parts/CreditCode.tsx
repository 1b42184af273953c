const USCC_LENGTH = 18

/**
 * A unified social credit code in its four legal parts (department and category, region, organisation code, check
 * character; GB 32100-2015 clause 5). The gaps are drawn by the stylesheet: what is copied has no spaces in it.
 */
export function CreditCode({ code }: { code: string }) {
  const parts =
    code.length === USCC_LENGTH
      ? [code.slice(0, 2), code.slice(2, 8), code.slice(8, 17), code.slice(17)]
      : [code]
  return (
    <span className="credit-code" translate="no">
      {parts.map((part, index) => (
        // The parts are positions in the code, so the position is their identity.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <span key={index}>{part}</span>
      ))}
    </span>
  )
}
