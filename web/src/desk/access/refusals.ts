import type { deskAccessWords } from '../../i18n/words/desk-access-words.ts';
import { ApiProblem } from '../api.ts';

/** A refusal in the person's language where the page knows what it means; else as the server said it. */
export function inWords(problem: unknown, meanings: Partial<Record<number, string>>): unknown {
  if (!(problem instanceof ApiProblem)) return problem;
  const detail = meanings[problem.status];
  if (detail === undefined) return problem;
  return new ApiProblem({ status: problem.status, title: problem.title, detail, errors: [] });
}

/** What 409 means where accounts are made and changed. */
export function conflictWords(problem: unknown, words: (typeof deskAccessWords)['ko']): unknown {
  const paths = problem instanceof ApiProblem ? problem.errors.map(({ path }) => path) : [];
  const meaning = paths.includes('/body/login')
    ? words.loginTaken
    : paths.includes('/body/subject')
      ? words.subjectTaken
      : words.lastAdministrator;
  return inWords(problem, { 409: meaning });
}
