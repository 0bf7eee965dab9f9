// page.js DIRECTORY [--pictures]: drives the pages DIRECTORY/demo.html and DIRECTORY/hostile.html, which were made of the
// tables demo and hostile, in Chromium. Prints TAP. With --pictures it also writes docs/report.png and pictures of light,
// dark, a telephone and print into DIRECTORY.
import { everyWayToChoose, hover } from './choices.js';
import { close, open } from './driver.js';
import { contrast, keyboard, screens } from './reach.js';
import { hostileNames, oneRow, policy } from './safety.js';
import { finish, test } from './truth.js';

const [directory, pictures] = process.argv.slice(2);

async function takePictures() {
  const shots = [['light', {}], ['dark', { scheme: 'dark' }], ['telephone', { viewport: { width: 390, height: 844, deviceScaleFactor: 2 } }]];
  for (const [name, options] of shots) {
    for (const table of ['demo', 'hostile']) {
      const { page } = await open(table, options);
      await page.screenshot({ path: `${directory}/${table}-${name}.png`, fullPage: true });
      await page.close();
    }
  }
  const { page } = await open('demo', { viewport: { width: 1180, height: 1440, deviceScaleFactor: 0.8 } });
  await page.screenshot({ path: 'docs/report.png' });
  await page.pdf({ path: `${directory}/demo.pdf`, format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '12mm', right: '12mm' } });
  await page.close();
}

try {
  await everyWayToChoose();
  await hover();
  await hostileNames();
  await oneRow();
  await policy();
  await keyboard();
  await screens();
  await contrast();
  if (pictures) await takePictures();
} catch (error) {
  test('the browser went on to the end', [error.stack]);
}
await close();
finish();
