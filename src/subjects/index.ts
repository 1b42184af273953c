export { type IdentityScheme, subjectIdOf } from './identity.ts'
export { foldName, gramsOf } from './name.ts'
export { type Answer, answerQuestion, listQuestions, type OpenQuestion } from './question.ts'
export { forget, type Resolution, resolveSubjects, type SubjectClaim, type SubjectMemory } from './resolve.ts'
