// @ts-check
// The least that any plan costs: reads the pages that a plan reads, parses them, and parses the file's data as JSON.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true });
const url = String(process.env.DROPBOX_API_URL);
const token = String(process.env.DROPBOX_ACCESS_TOKEN);

/**
 * @param {string} route
 * @param {unknown} argument
 * @returns {Promise<any>}
 */
function call(route, argument) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = request(`${url}/2/team/${route}`, { method: 'POST', agent, headers }, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode !== 200) reject(new Error(`${route}: ${response.statusCode} ${text}`));
        else resolve(JSON.parse(text));
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(argument));
  });
}

/**
 * @param {string} first
 * @param {string} next
 * @param {object} argument
 * @param {'members' | 'groups'} key
 */
async function list(first, next, argument, key) {
  const entries = [];
  let page = await call(first, argument);
  for (;;) {
    entries.push(...page[key]);
    if (!page.has_more) return entries;
    page = await call(next, { cursor: page.cursor });
  }
}

const document = JSON.parse(readFileSync(String(process.argv[2]), 'utf8'));
const [members, groups] = await Promise.all([
  list('members/list_v2', 'members/list/continue_v2', { limit: 1000, include_removed: true }, 'members'),
  list('groups/list', 'groups/list/continue', { limit: 1000 }, 'groups'),
  call('get_info', null),
  call('token/get_authenticated_admin', null),
  call('members/get_available_team_member_roles', null),
]);
agent.destroy();
process.stdout.write(`${document.members.length} declared, ${members.length} live, ${groups.length} groups\n`);
