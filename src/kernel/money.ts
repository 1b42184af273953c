import type { CodeProblem } from './codes/normalise.ts'
import { invalid } from './errors.ts'

/**
 * Money is a whole number of fen (分) in a bigint. Departments write amounts in 万元; six decimals of 万元 are exactly
 * one fen, so the two convert without a remainder. No amount is ever computed as a floating-point number.
 */
export type Fen = bigint

export type MoneyCheck = { ok: true; value: Fen } | CodeProblem

/** 1 万元 = 10,000 yuan = 1,000,000 fen. */
const WAN_YUAN_DECIMALS = 6
const FEN_PER_WAN_YUAN = 10n ** BigInt(WAN_YUAN_DECIMALS)

/** What a bigint column holds. */
const LARGEST: Fen = 2n ** 63n - 1n

const problem = (code: string, message: string, next?: string): MoneyCheck =>
  next === undefined ? { ok: false, code, message } : { ok: false, code, message, next }

const PLAIN_NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?$/
const GROUPED_NUMBER = /^([+-]?)(\d{1,3}(?:,\d{3})+)(?:\.(\d*))?$/

/**
 * Checks an amount written in 万元: digits (full-width too), a decimal point, thousand separators, perhaps the unit
 * itself. Refusals: `MONEY_EMPTY`, `MONEY_UNIT`, `MONEY_EXPONENT`, `MONEY_FORMAT`, `MONEY_DECIMALS`,
 * `MONEY_NEGATIVE_ZERO`, `MONEY_TOO_LARGE`.
 */
export function checkWanYuan(text: string): MoneyCheck {
  const written = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
  const number = written.replace(/\s*万元?$/u, '')
  if (number === '') return problem('MONEY_EMPTY', '没有填写金额。')
  if (/元$/u.test(number)) {
    return problem('MONEY_UNIT', '金额应以万元为单位，现以元填写。', '请换算为万元，例如 5000 元填 0.5。')
  }
  if (/^[+-]?[\d.,]+E[+-]?\d+$/i.test(number)) {
    return problem('MONEY_EXPONENT', '金额是科学记数法，不能确定原数。', '请写成普通小数，例如 0.000012。')
  }
  const match = PLAIN_NUMBER.exec(number) ?? GROUPED_NUMBER.exec(number)
  if (!match) {
    return problem('MONEY_FORMAT', '金额不是数字。', '只写数字和小数点，例如 12.5；千分位逗号每三位一个。')
  }
  return fenOf(match[1]!, match[2]!.replaceAll(',', ''), match[3] ?? '')
}

function fenOf(sign: string, whole: string, decimals: string): MoneyCheck {
  const kept = decimals.replace(/0+$/, '')
  if (kept.length > WAN_YUAN_DECIMALS) {
    return problem(
      'MONEY_DECIMALS',
      `以万元为单位最多 ${WAN_YUAN_DECIMALS} 位小数（精确到分），现为 ${kept.length} 位。`,
      '请核对是否误填，或四舍五入到分。',
    )
  }
  const fen = BigInt(whole) * FEN_PER_WAN_YUAN + BigInt(kept.padEnd(WAN_YUAN_DECIMALS, '0'))
  if (fen > LARGEST)
    return problem('MONEY_TOO_LARGE', '金额过大，超出可记录的范围。', '请核对单位是否为万元。')
  if (sign !== '-') return { ok: true, value: fen }
  if (fen === 0n) return problem('MONEY_NEGATIVE_ZERO', '金额是负零。', '没有金额请留空，金额为零请填 0。')
  return { ok: true, value: -fen }
}

/** An amount written in 万元, in fen; throws `invalid` with the refusals of `checkWanYuan`. */
export const parseWanYuan = (text: string): Fen => unwrap(checkWanYuan(text))

/** Significant digits that Excel computes and shows. */
const EXCEL_DIGITS = 15

/**
 * An amount in 万元 that a spreadsheet delivers as a number. Its shortest decimal form is what was typed; a formula's
 * last binary digits (0.1 + 0.2 = 0.30000000000000004) are beyond the fifteen that Excel shows and are read as shown.
 */
export function checkWanYuanNumber(value: number): MoneyCheck {
  if (!Number.isFinite(value)) return problem('MONEY_FORMAT', '金额不是数字。')
  if (Object.is(value, -0)) return checkWanYuan('-0')
  const shortest = checkWanYuan(String(value))
  if (shortest.ok || shortest.code !== 'MONEY_DECIMALS') return shortest
  const shown = checkWanYuan(value.toPrecision(EXCEL_DIGITS))
  return shown.ok ? shown : shortest
}

/** As `checkWanYuanNumber`, in fen; throws `invalid`. */
export const wanYuanFromNumber = (value: number): Fen => unwrap(checkWanYuanNumber(value))

function unwrap(checked: MoneyCheck): Fen {
  if (checked.ok) return checked.value
  const { code, message, next } = checked
  throw invalid(next === undefined ? { code, message } : { code, message, next })
}

const decimal = (fen: Fen, places: number): { sign: string; whole: string; rest: string } => {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(places + 1, '0')
  return { sign: fen < 0n ? '-' : '', whole: digits.slice(0, -places), rest: digits.slice(-places) }
}

/** In 万元 without separators and without trailing zeros: 1234500n → `1.2345`. `parseWanYuan` reads it back. */
export function formatWanYuan(fen: Fen): string {
  const { sign, whole, rest } = decimal(fen, WAN_YUAN_DECIMALS)
  const kept = rest.replace(/0+$/, '')
  return kept === '' ? `${sign}${whole}` : `${sign}${whole}.${kept}`
}

/** In yuan for a reader, with separators and both decimals: 1234500n → `12,345.00`. */
export function formatYuan(fen: Fen): string {
  const { sign, whole, rest } = decimal(fen, 2)
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`
}
