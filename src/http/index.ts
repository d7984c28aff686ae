export { empty, json } from './answer.js';
export { answerError } from './answer-error.js';
export { createApp } from './app.js';
export { type Auth, type AuthOptions, createAuth } from './auth.js';
export {
  etag,
  etagHeader,
  ifMatchParameter,
  ifNoneMatchParameter,
  knowsTag,
  matches,
  notModified,
} from './conditional.js';
export { devRoutes } from './dev.js';
export type { HttpEnv, User } from './env.js';
export type { Answered } from './frame.js';
export { type Check, healthRoutes } from './health.js';
export { idParam, pathId } from './id-param.js';
export { createdHeaders, idempotencyHeader, onceOf, replayedHeader } from './idempotency.js';
export { inTime } from './in-time.js';
export { createTokenIssuer, type IssuedToken, type IssueToken } from './issue-token.js';
export { jsonBody } from './json-body.js';
export { jsonContent, jsonRequest } from './json-content.js';
export { createLimiter } from './limiter.js';
export { localOnly } from './local-only.js';
export { linkHeader, type Page, page, pageQuery, pageQueryOf, pageSchema } from './page.js';
export { type Problem, problem, problemSchema } from './problem.js';
export {
  bodyProblems,
  callProblems,
  changeProblems,
  problemResponses,
  uncountedProblems,
} from './problem-responses.js';
export { type ProblemSlug, problems } from './problems.js';
export { rateLimit } from './rate-limit.js';
export { createRouter } from './router.js';
export { securitySchemes, signatureNeeded, tokenNeeded, tokenOptional } from './security.js';
export { type RunningServer, serveApp } from './serve.js';
export { joinTrace } from './trace.js';
export { userId } from './user-id.js';
