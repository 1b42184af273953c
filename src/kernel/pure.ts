/** The part of the kernel that runs anywhere, a browser too: it imports nothing of Node and no database. */
export * from './clock.ts'
export { checkInstitutionNumber } from './codes/institution-number.ts'
export { type CodeCheck, type CodeProblem, isBlankCode, normaliseCode } from './codes/normalise.ts'
export {
  checkOrganisationCode,
  formatOrganisationCode,
  isOrganisationCode,
  organisationCheckCharacter,
} from './codes/organisation-code.ts'
export {
  findMobileNumbers,
  findResidentIds,
  maskPersonalNumbers,
  maskResidentIds,
  type TextSpan,
} from './codes/personal-numbers.ts'
export { registrationCheckDigit } from './codes/registration-arithmetic.ts'
export { checkRegistrationNumber, isLegacyRegistrationNumber } from './codes/registration-number.ts'
export { isResidentId, resemblesResidentId } from './codes/resident-id.ts'
export { checkSocialOrganisationNumber } from './codes/social-organisation-number.ts'
export { SUBJECT_KIND_NAMES, SUBJECT_KINDS, type SubjectKind } from './codes/subject-kind.ts'
export { makeOrganisationCode, makeUscc, type SyntheticUscc } from './codes/synthetic.ts'
export { checkTaxNumber, organisationCodeOfTaxNumber } from './codes/tax-number.ts'
export {
  checkCharacter,
  checkUscc,
  describeUscc,
  isUscc,
  organisationCodeOf,
  registrationRegionOf,
  subjectKindOf,
  type UsccDescription,
  type UsccOptions,
  type UsccParts,
  usccParts,
} from './codes/uscc.ts'
export {
  LEGACY_DEPARTMENT_NAMES,
  REGISTRATION_DEPARTMENTS,
  type RegistrationCategory,
  type RegistrationDepartment,
  USCC_ALPHABET,
} from './codes/uscc-tables.ts'
export { csvCell, csvRow } from './csv.ts'
export * from './day.ts'
export * from './errors.ts'
export * from './money.ts'
export * from './region.ts'
export * from './working-days.ts'
