// Looks at pages as a person would: in a real browser, headless, which may reach this computer and nothing else.
// It reads {"pages": [address, …], "widths": [pixels, …], "pictures": folder} and writes what it saw of each as a list.

import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";

import chromium, { inflate, setupLambdaEnvironment } from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const asked = JSON.parse(await text(stdin));
await mkdir(asked.pictures, { recursive: true });
// Its own libraries, for a machine that has none of a browser's.
await inflate(join("node_modules", "@sparticuz", "chromium", "bin", "al2023.tar.br"));
setupLambdaEnvironment(join(tmpdir(), "al2023", "lib"));
const executablePath = await chromium.executablePath();
// And its own letters; where it looks for them by itself is a folder of another place than this.
const letters = `<dir>${join(tmpdir(), "fonts")}</dir><cachedir>${join(tmpdir(), "fonts-cache")}</cachedir>`;
await writeFile(join(tmpdir(), "fonts", "fonts.conf"), `<fontconfig>${letters}</fontconfig>`);

const browser = await puppeteer.launch({
  executablePath,
  headless: "shell",
  args: [
    "--no-sandbox", // the tests may run as root, where there is none
    "--no-zygote",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
});

async function look(address, width) {
  const page = await browser.newPage();
  const saw = { address, width, asked: [], failed: [], complaints: [] };
  page.on("request", (one) => saw.asked.push(one.url()));
  page.on("requestfailed", (one) => saw.failed.push(one.url()));
  page.on("console", (one) => ["error", "warn"].includes(one.type()) && saw.complaints.push(one.text()));
  page.on("pageerror", (one) => saw.complaints.push(String(one)));
  await page.setViewport({ width, height: 900 });
  const answer = await page.goto(address, { waitUntil: "networkidle0", timeout: 60_000 });
  saw.status = answer.status();
  // What is folded is opened, one operation and the first of the schemas; then the picture is of the whole page.
  for (const folded of [".opblock-summary-control", ".models-control[aria-expanded=false]"]) {
    const found = await page.$(folded);
    if (found) await found.click();
  }
  await page.waitForNetworkIdle({ idleTime: 300 });
  Object.assign(saw, await page.evaluate(() => ({
    title: document.title,
    text: document.body.innerText,
    operations: [...document.querySelectorAll(".opblock")].map((one) => one.id),
    opened: document.querySelectorAll(".opblock.is-open .responses-table .response").length,
    beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    pictures: [...document.images].every((one) => one.complete && one.naturalWidth > 0),
  })));
  const name = `${new URL(address).pathname.replaceAll("/", "-").slice(1)}-${width}.png`;
  await page.screenshot({ path: join(asked.pictures, name), clip: { x: 0, y: 0, width, height: 2400 }, captureBeyondViewport: true });
  await page.close();
  return saw;
}

const seen = [];
for (const address of asked.pages) for (const width of asked.widths) seen.push(await look(address, width));
await browser.close();
stdout.write(JSON.stringify(seen));
