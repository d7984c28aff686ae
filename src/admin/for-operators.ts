import type { Auth } from '../http/index.js';

/** What every call under `/admin` declares: entries hold what is not for everybody, a buyer's id for one. */
export function forOperators(auth: Auth) {
  return {
    tags: ['Operations'],
    security: [{ bearer: ['admin'] }],
    middleware: [auth.requireScope('admin')],
  };
}

/** Whom such a call refuses. */
export const operatorProblems = ['unauthenticated', 'insufficient-scope'] as const;
