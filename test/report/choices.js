// Every way to choose: drags, dates, slider, groups, confidence. After each, all figures are those of SQL.
import { click, compare, drag, open, openTables, settle, type, values } from './driver.js';
import { test } from './truth.js';

export async function everyWayToChoose() {
  const opened = await open('demo');
  const { page, heard, violations } = opened;
  await openTables(page);
  await compare(opened, 'as it opens');
  const days = '.days input[type=date]';
  const before = await values(page, days);
  await drag(page, '.days .chart', 0.35, 0.8);
  await settle(page);
  const after = await values(page, days);
  test('a drag chooses days', before[0] < after[0] && after[0] < after[1] && after[1] < before[1] ? [] : [`${before} ${after}`]);
  await compare(opened, 'after a drag');
  await drag(page, '.days .chart', 0.9, 0.6);
  await compare(opened, 'after a drag to the left');
  await type(page, `${days}:nth-of-type(1)`, '01202025');
  await type(page, `${days}:nth-of-type(2)`, '02182025');
  await settle(page);
  const typed = await values(page, days);
  test('dates are typed', typed.join() === '2025-01-20,2025-02-18' ? [] : [typed.join()]);
  await compare(opened, 'after typing dates');
  await type(page, `${days}:nth-of-type(1)`, '03052025');
  await type(page, `${days}:nth-of-type(2)`, '04052025');
  await settle(page);
  const sorted = await values(page, days);
  test('dates in the wrong order change places, and a date that is not there goes back',
    sorted.join() === '2025-02-18,2025-03-05' ? [] : [sorted.join()]);
  await compare(opened, 'after typing wrong dates');
  await type(page, `${days}:nth-of-type(2)`, '02182025');
  await type(page, `${days}:nth-of-type(1)`, '01202025');
  for (const [key, times] of [['ArrowRight', 9], ['End', 1], ['PageDown', 2]]) {
    await page.focus('#window');
    for (let i = 0; i < times; ++i) await page.keyboard.press(key);
    await compare(opened, `the slider after ${key}`);
  }
  for (const position of [0, 3, 4]) await click(page, `[data-group="${position}"]`);
  await compare(opened, 'five of eight groups');
  for (const confidence of ['0.68', '0.99']) {
    await page.select('#confidence', confidence);
    await compare(opened, `confidence ${confidence}`);
  }
  for (const [i, position] of [['0', '7'], ['1', '5'], ['2', '3']]) await page.select(`select.set-${i}`, position);
  await compare(opened, 'three other groups');
  await drag(page, '#change .chart', 0.2, 0.3);
  await click(page, '.choose.after input[type=radio]');
  await drag(page, '#change .chart', 0.5, 0.75);
  await compare(opened, 'two dragged ranges');
  await page.select('#newcomers select', '6');
  await compare(opened, 'new to another group');
  await click(page, '.groups button:nth-of-type(2)');
  await compare(opened, 'no group');
  await click(page, '[data-group="2"]');
  await compare(opened, 'one group');
  await click(page, '.groups button:nth-of-type(1)');
  await click(page, '.days button:nth-of-type(2)');
  await compare(opened, 'the last week');
  await type(page, `${days}:nth-of-type(1)`, '03312025');
  await compare(opened, 'one day');
  await click(page, '.days button:nth-of-type(1)');
  await compare(opened, 'all days again');
  test('no message, no request, no violation of the policy', [...heard, ...await violations()]);
  await page.close();
}

export async function hover() {
  const opened = await open('demo');
  const { page } = opened;
  const rows = await page.evaluate(() => {
    document.querySelector('#lines .behind').open = true;
    return new Promise((done) => requestAnimationFrame(() => setTimeout(() =>
      done([...document.querySelectorAll('#lines tbody tr')].map((row) => row.innerText.split(/\s+/))))));
  });
  const wrong = [];
  for (const share of [0.1, 0.33, 0.5, 0.87]) {
    const box = await (await page.$('#lines .chart')).boundingBox();
    await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
    const shown = await page.$$eval('#lines h3 .at', (all) => all.map((at) => at.innerText.replace(' to ', ' ').split(/\s+/)));
    const row = rows.find(([day]) => day === shown[0].at(-1));
    shown.forEach((figures, i) => {
      if (figures.slice(0, 3).join() !== row?.slice(1 + 3 * i, 4 + 3 * i).join()) wrong.push(`${figures}: not in ${row}`);
    });
  }
  test('the pointer shows the figures of a day', wrong);
  await page.close();
}
