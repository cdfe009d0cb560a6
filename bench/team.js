// @ts-check

/**
 * Makes a team of some size, as the simulator's seed and as the team file that matches it, in YAML and in JSON.
 * Everybody is in three groups. `changes` people have another surname in the file than on the team.
 * @param {{ members: number, groups: number, changes: number }} size
 */
export function makeTeam({ members, groups, changes }) {
  const people = Array.from({ length: members }, (_, index) => makePerson(index, groups));
  const names = Array.from({ length: groups }, (_, index) => `Group ${index}`);
  const admin = { email: 'admin@acme.com', given_name: 'Ada', surname: 'Admin' };
  const seed = {
    team: { id: 'dbtid:AAbench', name: 'Acme Inc', licences: members + 1100 },
    members: [{ ...admin, role: 'Team' }, ...people],
    groups: names.map((name) => ({ name })),
  };
  const document = {
    version: 1,
    members: [admin, ...people.map((person, index) => (index < changes ? { ...person, surname: 'Changed' } : person))],
    groups: names.map((name) => ({ name })),
  };
  return { seed, yaml: writeYaml(document), json: JSON.stringify(document) };
}

/**
 * People who are to be invited: an empty team, and a file that puts each into one of some groups that are new too.
 * @param {{ members: number, groups: number }} size
 */
export function makeNewcomers({ members, groups }) {
  const people = Array.from({ length: members }, (_, index) => {
    const { groups: _three, ...person } = makePerson(index, groups);
    return { ...person, groups: [`Group ${index % groups}`] };
  });
  const empty = makeTeam({ members: 0, groups: 0, changes: 0 }).seed;
  const seed = { ...empty, team: { ...empty.team, licences: members + 1 } };
  const admin = { email: 'admin@acme.com' };
  const names = Array.from({ length: groups }, (_, index) => ({ name: `Group ${index}` }));
  return { seed, yaml: writeYaml({ version: 1, members: [admin, ...people], groups: names }) };
}

/**
 * @param {number} index
 * @param {number} groups
 */
function makePerson(index, groups) {
  const number = String(index).padStart(6, '0');
  return {
    email: `person.${number}@acme.com`,
    external_id: `EMP-${number}`,
    given_name: `Given${index % 997}`,
    surname: `Surname${index % 7919}`,
    groups: groups === 0 ? [] : [...new Set([index, index * 7 + 1, index * 13 + 2].map((n) => `Group ${n % groups}`))],
  };
}

/**
 * The block style that `rollcall export` and people write.
 * @param {{ version: number, members: readonly object[], groups: readonly object[] }} document
 */
function writeYaml({ version, members, groups }) {
  const lines = [`version: ${version}`];
  for (const [key, entries] of Object.entries({ members, groups })) {
    lines.push(`${key}:`);
    for (const entry of entries) {
      Object.entries(entry).forEach(([name, value], index) => {
        const text = Array.isArray(value) ? `[${value.join(', ')}]` : value;
        lines.push(`  ${index === 0 ? '-' : ' '} ${name}: ${text}`);
      });
    }
  }
  return `${lines.join('\n')}\n`;
}
