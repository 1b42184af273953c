import { accepted, type CodeCheck, isBlankCode, normaliseCode, rejected } from './normalise.ts'
import { resemblesResidentId } from './resident-id.ts'

const MAX_LENGTH = 50

/**
 * Checks 社会组织登记证号, which has no national form (社证字第…号, 民证字…, 基证字…): kept as written, without
 * surrounding or invisible characters, at most fifty characters.
 */
export function checkSocialOrganisationNumber(raw: string): CodeCheck {
  if (isBlankCode(normaliseCode(raw))) {
    return rejected('SOCIAL_ORGANISATION_NUMBER_EMPTY', '没有填写社会组织登记证号。')
  }
  if (resemblesResidentId(raw)) {
    return rejected(
      'SOCIAL_ORGANISATION_NUMBER_IS_RESIDENT_ID',
      '社会组织登记证号一栏填的是自然人的身份证件号码，本平台不收自然人信息。',
      '请改填登记证书上的证号；没有的留空。',
    )
  }
  const value = raw.replace(/[\p{Cc}\p{Cf}]/gu, '').trim()
  const length = [...value].length
  if (length > MAX_LENGTH) {
    return rejected(
      'SOCIAL_ORGANISATION_NUMBER_LENGTH',
      `社会组织登记证号不得超过 ${MAX_LENGTH} 个字符，现为 ${length} 个。`,
    )
  }
  return accepted(value)
}
