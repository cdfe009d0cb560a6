import type { z } from 'zod';
import { isPlainlyValid } from '../model/quick-check.js';
import { type FailureReason, ProviderError } from '../provider.js';
import type { CallAnswer } from './call-answer.js';
import { unknownOutcome } from './classify-response.js';
import { refusalReason } from './failure-reasons.js';
import type { Route } from './routes.js';

/** Calls a route; the transport's `call` with its options bound. */
export type Call = (route: Route, argument: unknown) => Promise<CallAnswer>;

/** A read that is whole, or why it is not. There is no third. */
export type ReadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: FailureReason };

/** Reads one route and checks its answer. */
export async function readRoute<T>(
  call: Call,
  route: Route,
  argument: unknown,
  schema: z.ZodType<T>,
): Promise<ReadResult<T>> {
  return parseAnswer(await call(route, argument), route, schema);
}

/** Turns an answer into what the schema says it holds, or into the failure that it is. */
export function parseAnswer<T>(answer: CallAnswer, route: Route, schema: z.ZodType<T>): ReadResult<T> {
  if (answer.tag !== 'answered') return { ok: false, failure: failureOf(answer) };
  if (isPlainlyValid(schema, answer.body)) return { ok: true, value: answer.body };
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? '' : ` at ${issue.path.join('.') || 'the top'}: ${issue.message}`;
  const message = `Dropbox's answer to ${route.path} is not what its API promises${where}.`;
  return { ok: false, failure: unknownOutcome(message, answer.requestId) };
}

/** Why a call that did not answer failed, in words for the report. */
export function failureOf(answer: Exclude<CallAnswer, { tag: 'answered' }>): FailureReason {
  if (answer.tag !== 'refused') return answer.failure;
  return refusalReason(answer.error.tag, answer.requestId, answer.error.userMessage);
}

/**
 * The value of a read that the command cannot go on without.
 * @throws ProviderError when it was not read.
 */
export function demand<T>(what: string, result: ReadResult<T>): T {
  if (result.ok) return result.value;
  const { failure } = result;
  const id = failure.requestId === null ? '' : ` (Dropbox request ${failure.requestId})`;
  throw new ProviderError(`Could not read ${what}: ${failure.message}${id}`, failure.advice, { tag: failure.tag });
}
