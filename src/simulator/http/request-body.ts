import { BadRequest } from '../refusals.js';
import type { StoneType } from '../stone/types.js';
import { StoneViolation } from '../stone/violation.js';

const ACCEPTED_TYPES = ['application/json', 'application/json; charset=utf-8', 'text/plain; charset=dropbox-cors-hack'];

/**
 * Reads the argument of a route from a request.
 * @throws BadRequest in the server's words when the body is not what the route takes.
 */
export function readArgument(arg: StoneType<unknown>, contentType: string | undefined, body: string): unknown {
  refuseContentType(contentType, body);
  if (body === '' && arg.isVoid === true) return null;
  const value = parseJson(body);
  try {
    return arg.decode(value);
  } catch (error) {
    if (error instanceof StoneViolation) throw new BadRequest(`request body: ${error.describe()}`);
    throw error;
  }
}

function refuseContentType(contentType: string | undefined, body: string): void {
  if (contentType === undefined && body === '') return;
  const folded = contentType?.toLowerCase().replace(/\s*;\s*/g, '; ');
  if (folded !== undefined && ACCEPTED_TYPES.includes(folded)) return;
  const expected = ACCEPTED_TYPES.map((type) => `"${type}"`).join(', ');
  throw new BadRequest(`Bad HTTP "Content-Type" header: "${contentType ?? ''}". Expecting one of ${expected}.`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new BadRequest('request body: could not decode input as JSON');
  }
}
