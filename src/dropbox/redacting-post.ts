import { redact } from './credentials.js';
import type { HttpPost } from './http-post.js';

/**
 * Takes secrets out of whatever a server chose to repeat, before anybody reads it: out of headers, and out of texts that
 * explain a failure. What a 200 holds is an answer, and may be a token that was asked for.
 * @param secrets may grow while calls are made.
 */
export function redactingPost(http: HttpPost, secrets: ReadonlySet<string>): HttpPost {
  return {
    async post(path, headers, body) {
      const result = await http.post(path, headers, body);
      if (result.tag !== 'response') return result;
      return {
        ...result,
        header: (name) => {
          const value = result.header(name);
          return value === null ? null : redact(value, secrets);
        },
        text: result.status === 200 ? result.text : redact(result.text, secrets),
      };
    },
    close: () => http.close(),
  };
}
