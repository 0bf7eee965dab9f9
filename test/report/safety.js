// Names and titles that could do harm, and the policy of the page.
import { click, compare, drag, open, openTables, settle } from './driver.js';
import { test } from './truth.js';

export async function hostileNames() {
  const opened = await open('hostile');
  const { page, heard, violations } = opened;
  await openTables(page);
  await compare(opened, 'ten of 17 groups');
  const ticked = await page.$$eval('[data-group]:checked', (all) => all.length);
  test('the ten largest of 17 groups are chosen', ticked === 10 ? [] : [String(ticked)]);
  await page.focus('input[type=search]');
  await page.keyboard.type('SCRIPT');
  const found = await page.$$eval('.group:not([hidden])', (all) => all.map((one) => one.innerText));
  test('a group is found', found.length === 1 && found[0].includes('</script>') ? [] : found);
  await click(page, '.groups button:nth-of-type(1)');
  await compare(opened, 'all groups');
  await drag(page, '.days .chart', 0.3, 0.7);
  await compare(opened, 'some days');
  const made = await page.evaluate(() => ({
    scripts: document.querySelectorAll('script').length, images: document.querySelectorAll('img').length, title: document.querySelector('h1').textContent,
  }));
  test('names and the title stay text', made.scripts === 2 && made.images === 0 && made.title.startsWith('</title><script>')
    && made.title.endsWith('\tT\\N') ? [] : [JSON.stringify(made)]);
  await page.evaluate(() => {
    const write = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = (text) => { window.copied = text; return write(text); };
  });
  await page.bringToFront();
  await (await page.$('#overlaps .behind button')).click();
  await page.waitForFunction(() => document.querySelector('#overlaps .behind [role=status]').textContent === 'Copied.');
  const csv = await page.evaluate(() => window.copied);
  const formulas = csv.split(/\r\n/).filter((line) => /^[=+@\-\t]|,[=+@\t]|,"[=+@\t]/.test(line));
  test('no name is a formula in CSV', csv.includes("'=cmd()") && csv.includes('""quoted""') ? formulas : [csv.slice(0, 300)]);
  test('hostile names: no message, no request, no violation', [...heard, ...await violations()]);
  await page.close();
}

// One day of one group, without exact counts: sections that have nothing to show are left out.
export async function oneRow() {
  const { page, heard, violations } = await open('small');
  await settle(page);
  const shown = await page.evaluate(() => ({
    large: document.querySelector('.large').textContent, sections: [...document.querySelectorAll('section')].map((one) => one.id).join(),
  }));
  const right = shown.large === '3' && shown.sections === 'headline,lines,change';
  test('a page of one row', [...(right ? [] : [JSON.stringify(shown)]), ...heard, ...await violations()]);
  await page.close();
}

// The policy stops what an injected text could try.
export async function policy() {
  const { page, violations } = await open('demo');
  const tried = await page.evaluate(async () => {
    const outcome = (f) => { try { f(); return 'done'; } catch { return 'refused'; } };
    const script = document.createElement('script');
    const done = { html: outcome(() => { document.body.innerHTML += ''; }), text: outcome(() => { script.text = 'window.run = 1'; }),
      // In a function of its own, because the policy doesn't hold for what puppeteer evaluates.
      eval: await new Promise((end) => { setTimeout(() => end(outcome(() => window.eval('1')))); }) };
    done.fetch = await fetch('data:,x').then(() => 'done', () => 'refused');
    document.body.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' }));
    const image = Object.assign(new Image(), { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' });
    done.image = await new Promise((end) => { image.onload = () => end('done'); image.onerror = () => end('refused'); });
    return done;
  });
  const stopped = new Set((await violations()).map((name) => name.replace(/-(elem|attr)$/, '')));
  const wrong = Object.entries(tried).filter(([, outcome]) => outcome !== 'refused').map(([what]) => `${what} is allowed`);
  for (const name of ['connect-src', 'img-src', 'style-src']) if (!stopped.has(name)) wrong.push(`${name}: no violation`);
  test('the policy refuses HTML, scripts, eval, requests, pictures and styles', wrong);
  await page.close();
}
