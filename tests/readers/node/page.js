// Opens a page in Chromium with WebGL off and every request but the page's own refused; what was seen, as one object.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { chromium } from "playwright-core";

const file = process.argv[2];
const here = path.dirname(fileURLToPath(import.meta.url));
const axe = fs.readFileSync(path.join(here, "node_modules", "axe-core", "axe.min.js"), "utf-8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-webgl", "--disable-3d-apis"],
});
const found = { errors: [], requests: [], dialogs: 0 };
// bypassCSP lets axe in; the page itself is opened once more under its own policy.
for (const bypassCSP of [false, true]) {
  const context = await browser.newContext({ bypassCSP, viewport: { width: 1000, height: 800 }, offline: true });
  const page = await context.newPage();
  const own = "file://" + path.resolve(file);
  page.on("pageerror", (error) => found.errors.push(String(error)));
  page.on("console", (said) => { if (said.type() === "error") found.errors.push(said.text()); });
  page.on("request", (request) => { if (!request.url().startsWith(own)) found.requests.push(request.url()); });
  page.on("dialog", (dialog) => { found.dialogs += 1; dialog.dismiss(); });
  const began = performance.now();
  await page.goto(own);
  await page.screenshot();
  found.milliseconds = performance.now() - began;
  if (bypassCSP) {
    await page.addScriptTag({ content: axe });
    const checked = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    found.serious = checked.violations.filter((each) => ["serious", "critical"].includes(each.impact))
      .map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 120)}`);
    continue;
  }
  found.webgl = await page.evaluate(() => document.createElement("canvas").getContext("webgl") !== null);
  found.scripts = await page.evaluate(() => document.scripts.length);
  found.drawn = await page.evaluate(() => document.querySelectorAll("svg circle, svg path, svg rect").length);
  found.quotes = await page.evaluate(() => [...document.querySelectorAll("ol.said .words")].map((each) => each.textContent));
  found.chinese = await page.locator("h2 .zh").first().isVisible();
  await page.locator("label[for=en]").click();
  found.english = await page.locator("h2 .en").first().isVisible();
  await page.locator("label[for=zh]").click();
  const years = await page.locator(".years label").count();
  if (years > 1) {
    await page.locator(".years label").first().click();
    found.tiles = await page.locator(".years .tile:visible").count();
  }
  // The first link of a table leads to its sentence, by keyboard.
  const link = page.locator("td a").first();
  await link.focus();
  await page.keyboard.press("Enter");
  found.target = await page.evaluate(() => document.querySelector(":target")?.tagName ?? null);
  await page.setViewportSize({ width: 380, height: 700 });
  found.overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
await browser.close();
console.log(JSON.stringify(found));
