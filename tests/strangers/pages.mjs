// Lets axe and Lighthouse judge every page, as a stranger, half signed in, and as an administrator.
// In a folder with `npm install puppeteer-core lighthouse axe-core`:
//     node CHECKOUT/tests/strangers/pages.mjs HOUSE [mobile|desktop] [PATH]
// HOUSE is the folder of tests.strangers.house. It prints one line for each page, and writes all
// audits below 1 into HOUSE/pages-FORM.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, form = 'mobile', only] = process.argv.slice(2);
const need = createRequire(join(process.cwd(), 'here.js'));
const load = (name) => import(pathToFileURL(need.resolve(name)));
const { default: puppeteer } = await load('puppeteer-core');
const { default: lighthouse, desktopConfig } = await load('lighthouse');
const axe = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const house = JSON.parse(readFileSync(join(folder, 'house.json'), 'utf8'));

const dead = (path) => `${path}#token=nothing`;
const PAGES = {
  stranger: [
    '/', '/login', '/register', '/forgot-password', '/lost', '/join', dead('/join'), dead('/verify-email'),
    dead('/reset-password'), dead('/confirm-email'), dead('/undo-email'), dead('/stop-recovery'),
    dead('/finish-recovery'), dead('/confirm-recovery-address'), '/no-such-page', '/api/docs',
  ],
  half: ['/two-factor', '/lost'],
  bare: ['/profile', '/profile/two-factor'],
  user: ['/profile', '/profile/backup-codes', '/profile/password', '/sessions', '/activity'],
  admin: [
    '/profile', '/admin', '/admin/people', `/admin/people/${house.user_id}`, '/admin/recoveries',
    '/admin/invitations', '/admin/groups', `/admin/groups/${house.group_id}`, '/admin/apps', '/admin/policy',
    '/admin/history', '/admin/health',
  ],
  leaving: ['/logout'],
};
const COOKIES = {
  stranger: [],
  half: [['second_lock_twofa_token', 'marker']],
  bare: [['second_lock_session', 'bare_cookie']],
  user: [['second_lock_session', 'user_cookie']],
  admin: [['second_lock_session', 'cookie']],
  leaving: [['second_lock_session', 'user_cookie']],
};
const WINDOW = form === 'desktop' ? { width: 1350, height: 940 } : { width: 412, height: 823 };
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];

async function violations(page, url) {
  await page.goto('about:blank'); // or a link that differs in its fragment alone loads nothing
  await page.goto(url, { waitUntil: 'networkidle0', timeout: 90_000 });
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  return found.violations.map(({ id, nodes }) => ({ id, html: nodes.map((node) => node.html) }));
}

async function judged(page, url) {
  const flags = { disableStorageReset: true, onlyCategories: CATEGORIES, logLevel: 'error' };
  const { lhr } = await lighthouse(url, flags, form === 'desktop' ? desktopConfig : undefined, page);
  const below = Object.values(lhr.audits).filter(({ score }) => score !== null && score < 1);
  const scores = CATEGORIES.map((name) => Math.round((lhr.categories[name]?.score ?? 0) * 100));
  return {
    final: lhr.finalDisplayedUrl,
    scores,
    below: below.map(({ id, score, displayValue, details }) => ({
      id, score, displayValue, items: (details?.items ?? []).slice(0, 4),
    })),
  };
}

async function visit(browser, who, path) {
  const context = await browser.createBrowserContext();
  const cookies = COOKIES[who].map(([name, key]) => ({
    name, value: house[key], domain: 'localhost', path: '/', httpOnly: true, sameSite: 'Lax',
  }));
  if (cookies.length) await context.setCookie(...cookies);
  const page = await context.newPage();
  await page.setViewport(WINDOW);
  try {
    const url = house.url + path;
    const told = { who, path, ...(await judged(page, url)) }; // first: nothing lies in the cache yet
    await page.setViewport(WINDOW);
    return { ...told, axe: await violations(page, url) };
  } finally {
    await context.close();
  }
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
const all = [];
for (const [who, paths] of Object.entries(PAGES)) {
  for (const path of paths.filter((each) => !only || each === only)) {
    const told = await visit(browser, who, path);
    all.push(told);
    console.log(who, path, told.final.replace(house.url, ''), told.scores.join(' '), `axe ${told.axe.length}`);
    writeFileSync(join(folder, `pages-${form}.json`), JSON.stringify(all, null, 1));
  }
}
await browser.close();
