import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';

/** The variables that name a proxy, as curl and others read them. */
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * Sends requests through the proxy that the environment names; undefined where it names none. Node's own `fetch` knows
 * no proxies before Node 24.
 */
export function makeProxiedFetch(env: Readonly<Record<string, string | undefined>>): typeof fetch | undefined {
  if (PROXIES.every((name) => (env[name] ?? '') === '')) return undefined;
  const [httpsProxy, httpProxy, noProxy] = [read('https_proxy'), read('http_proxy'), read('no_proxy')];
  const dispatcher = new EnvHttpProxyAgent({
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
    ...(noProxy !== undefined && { noProxy }),
  });
  const send = (url: string, init: object) => undiciFetch(url, { ...init, dispatcher });
  // The same standard, by the library that Node's own is made from.
  return send as unknown as typeof fetch;

  function read(name: string): string | undefined {
    return env[name] || env[name.toUpperCase()] || undefined;
  }
}
