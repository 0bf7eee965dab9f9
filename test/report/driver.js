// Opens pages in Chromium, and does there what a reader does.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import puppeteer from 'puppeteer-core';
import { comparePage, readPage } from './read_page.js';
import { test } from './truth.js';

const kPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// Chromium's sandbox doesn't work for root.
export const launch = () => puppeteer.launch({
  executablePath: kPlaces.find(existsSync), args: ['--lang=en-US', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
});

const directory = process.argv[2];
let browser;
export async function close() { await browser?.close(); }

// A page, and what it asked for, said and tried. Chromium itself loads the pictures of its date fields as data.
export async function open(table, options = {}) {
  browser ??= await launch();
  const page = await browser.newPage();
  const heard = [];
  page.on('console', (message) => heard.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { heard.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  const url = `file://${resolve(directory, `${table}.html`)}`;
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) heard.push(`request: ${request.url()}`);
  });
  await page.setViewport({ width: 1280, height: 900, ...options.viewport });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: options.scheme ?? 'light' }]);
  await page.evaluateOnNewDocument(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
  });
  await page.goto(url);
  await page.waitForFunction(() => document.documentElement.dataset.took || document.querySelector('.failure[role]'));
  return { page, table, heard, violations: () => page.evaluate(() => window.violations) };
}

export const settle = (page) => page.evaluate(() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
}));

export const openTables = (page) => page.evaluate(() => {
  for (const one of document.querySelectorAll('.behind')) one.open = true;
});

export async function compare({ page, table }, label) {
  await settle(page);
  const { figures, wrong } = comparePage(await page.evaluate(readPage), table);
  test(`${table}, ${label}: ${figures} figures are those of SQL`, wrong);
}

// Drags over a chart, from one share of its width to another.
export async function drag(page, selector, from, to) {
  await page.$eval(selector, (element) => element.scrollIntoView({ block: 'center' }));
  const box = await (await page.$(selector)).boundingBox();
  const x = (share) => box.x + share * box.width;
  await page.mouse.move(x(from), box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(x((from + to) / 2), box.y + box.height / 2, { steps: 3 });
  await page.mouse.move(x(to), box.y + box.height / 2, { steps: 3 });
  await page.mouse.up();
}

export const click = (page, selector) => page.$eval(selector, (element) => element.click());
export const values = (page, selector) => page.$$eval(selector, (all) => all.map((element) => element.value));

// Types a date as a reader does, month, day, year, and leaves the field.
export async function type(page, selector, date) {
  await page.focus(selector);
  await page.keyboard.type(date, { delay: 20 });
  await page.click('h1');
}
