import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { type Browser, findBrowser } from '../render/html/browser.js';
import { acme, Workplace } from './command-line.js';
import { logIn, logInByCode } from './consent.js';

const choice = await findBrowser();
const missing = choice.tag === 'missing' ? ` (skipped: ${choice.reason})` : '';

describe.skipIf(choice.tag === 'missing')(`login in a real browser${missing}`, () => {
  let browser: Browser;
  let simulator: Simulator;
  let workplace: Workplace;

  beforeAll(async () => {
    if (choice.tag === 'missing') return;
    browser = await choice.launch();
    simulator = await startSimulator({ seed: acme });
    workplace = new Workplace({
      DROPBOX_API_URL: simulator.url,
      DROPBOX_APP_KEY: simulator.app.key,
    });
  });
  afterAll(async () => {
    await browser?.close();
    await simulator?.close();
    workplace?.remove();
  });

  /** Does what a person does: opens the address, reads the page, presses a button, and sees where that leads. */
  async function press(address: string, decision: 'allow' | 'deny') {
    const page = await browser.newPage();
    await page.goto(address);
    const asked = await page.textContent('body');
    await page.click(`button[value=${decision}]`);
    const end = { address: await page.evaluate<string>('location.href'), text: (await page.textContent('body')) ?? '' };
    await page.close();
    return { asked: asked ?? '', end: { ...end, status: 200 } };
  }

  const env = () => ({ XDG_CONFIG_HOME: workplace.path('config') });

  it('shows the scopes, comes back to the command, and keeps a token that works', async () => {
    let asked = '';
    const { code, stdout, page } = await logIn(
      workplace,
      ['--read-only'],
      async (address) => {
        const pressed = await press(address, 'allow');
        asked = pressed.asked;
        return pressed.end;
      },
      env(),
    );
    expect(code).toBe(0);
    expect(stdout).toContain('It acts for ada@acme.com on the team Acme Inc.');
    expect(asked).toContain('members.read');
    expect(asked).not.toContain('members.write');
    expect(page.text).toContain('You can close this page');
    expect((await workplace.run(['whoami'], { env: env() })).stdout).toContain('Acme Inc');
  });

  it('tells a refusal in the browser and in the terminal, and keeps nothing', async () => {
    const { code, stderr, page } = await logIn(
      workplace,
      ['--profile', 'refused'],
      async (address) => (await press(address, 'deny')).end,
      env(),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/denied|refused|not allowed/i);
    expect(page.text).not.toContain('Error: ');
    expect((await workplace.run(['whoami', '--profile', 'refused'], { env: env() })).code).toBe(1);
  });

  it('shows a code to paste where there is no browser on the machine of the command', async () => {
    const { code, stdout } = await logInByCode(
      workplace,
      ['--profile', 'pasted'],
      async (address) => {
        const page = await browser.newPage();
        await page.goto(address);
        await page.click('button[value=allow]');
        const shown = await page.textContent('#code');
        await page.close();
        return shown;
      },
      env(),
    );
    expect(code).toBe(0);
    expect(stdout).toContain('Acme Inc');
  });
});
