// Everybody reaches everything: by keyboard, on a telephone, in print, in light and dark.
import { open, openTables, settle } from './driver.js';
import { test } from './truth.js';

// Everything that can be operated is reached by the Tab key, and has a name for screen readers.
export async function keyboard() {
  const { page } = await open('hostile');
  await openTables(page);
  const operated = 'input:not([type=radio]), select, button, summary, [tabindex="0"]';
  const total = await page.$$eval(operated, (all) =>
    all.filter((one) => one.checkVisibility()).map((one, i) => { one.dataset.place = i; return i; }).length);
  const reached = new Set();
  for (let i = 0; i < 4 * total && reached.size < total; ++i) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => document.activeElement.dataset.place);
    if (at !== undefined) reached.add(at);
  }
  test(`the Tab key reaches ${total} controls`, reached.size === total ? [] : [`${reached.size} of ${total}`]);
  const nameless = [];
  const walk = (node) => {
    const operable = ['button', 'checkbox', 'combobox', 'slider', 'searchbox', 'radio', 'textbox', 'image', 'region', 'Date'];
    if (operable.includes(node.role) && !node.name) nameless.push(`${node.role} ${JSON.stringify(node)}`);
    (node.children ?? []).forEach(walk);
  };
  walk(await page.accessibility.snapshot({ interestingOnly: false }));
  test('controls and pictures have names', nameless);
  await page.close();
}

export async function screens() {
  for (const table of ['demo', 'hostile']) {
    const { page } = await open(table, { viewport: { width: 390, height: 844 } });
    await openTables(page);
    await settle(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    test(`${table}: a telephone doesn't scroll to the side`, width <= 390 ? [] : [`${width} pixels`]);
    await page.close();
  }
  const { page } = await open('demo');
  await page.emulateMediaType('print');
  const printed = await page.evaluate(() => [...document.querySelectorAll('#controls, .behind, .large')].map((one) => one.checkVisibility()));
  test('print has the figures without the controls', printed[0] === false && printed[1] === true && !printed.slice(2).includes(true)
    ? [] : [printed.join()]);
  await page.close();
}

// The ratio of the contrast between text and what is behind it: at least 4.5, as WCAG asks for.
export async function contrast() {
  for (const scheme of ['light', 'dark']) {
    const { page } = await open('demo', { scheme });
    const low = await page.evaluate(() => {
      const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      const luminance = (colours) => {
        pixel.clearRect(0, 0, 1, 1);
        for (const colour of colours) { pixel.fillStyle = colour; pixel.fillRect(0, 0, 1, 1); }
        const [r, g, b] = [...pixel.getImageData(0, 0, 1, 1).data].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (element) => (element ? [...behind(element.parentElement), getComputedStyle(element).backgroundColor] : []);
      return [...document.querySelectorAll('p, h1, h2, h3, data, small, th, td, summary, label, legend, svg text')]
        .filter((one) => one.checkVisibility()).flatMap((one) => {
          const style = getComputedStyle(one);
          const background = behind(one);
          const [a, b] = [luminance(background), luminance([...background, one.namespaceURI.endsWith('svg') ? style.fill : style.color])];
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          return ratio < 4.5 ? [`${one.tagName} ${one.className} "${one.textContent.slice(0, 30)}": ${ratio.toFixed(2)}`] : [];
        });
    });
    test(`${scheme}: text has contrast`, low);
    await page.close();
  }
}
