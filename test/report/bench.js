// bench.js PAGE: how long the page takes to open and to compute again, in milliseconds. bench/report runs it.
import { launch } from './driver.js';

const [file] = process.argv.slice(2);
const browser = await launch();
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const row = (what, times) => console.log(`| ${what} | ${Math.round(median(times))} | ${Math.round(Math.max(...times))} |`);

console.log('| | ms, median | worst |\n|---|---|---|');
const opened = [];
let page;
for (let i = 0; i < 5; ++i) {
  await page?.close();
  page = await browser.newPage();
  const start = performance.now();
  await page.goto(`file://${file.startsWith('/') ? '' : `${process.cwd()}/`}${file}`);
  await page.waitForFunction(() => document.documentElement.dataset.took);
  opened.push(performance.now() - start);
}
row('open, until everything is shown', opened);

// Makes a choice, and waits for the frame in which it is shown.
async function times(choose) {
  const all = [];
  for (let i = 0; i < 7; ++i) {
    await page.evaluate(choose, i);
    await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))); }));
    all.push(Number(await page.evaluate(() => document.documentElement.dataset.took)));
  }
  return all;
}
row('other days', await times((i) => document.querySelectorAll('.days button')[i % 2].click()));
row('another window', await times((i) => {
  const slider = document.getElementById('window');
  slider.value = 7 + 5 * i;
  slider.dispatchEvent(new Event('input'));
}));
row('one group more or less', await times(() => document.querySelector('[data-group="0"]').click()));
row('all groups, or the ten largest', await times((i) => {
  document.querySelectorAll('.groups button')[i % 2 ? 2 : 0]?.click();
}));
await browser.close();
