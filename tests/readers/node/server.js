// Visits the pages of a server in Chromium: clicks, keys, what axe finds, what the page or the console complains of.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { chromium } from "playwright-core";

const { url, pages, statement } = JSON.parse(fs.readFileSync(process.argv[2], "utf-8"));
const here = path.dirname(fileURLToPath(import.meta.url));
const axe = fs.readFileSync(path.join(here, "node_modules", "axe-core", "axe.min.js"), "utf-8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"],
});
const found = { errors: [], foreign: [], serious: {}, overflow: {} };

async function opened(context) {
  const page = await context.newPage();
  page.on("pageerror", (error) => found.errors.push(String(error)));
  page.on("console", (said) => { if (said.type() === "error") found.errors.push(said.text()); });
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) found.foreign.push(request.url());
  });
  return page;
}

// Every page in both languages, by axe, and on a phone.
const checked = await browser.newContext({ bypassCSP: true });
for (const lang of ["zh", "en"]) {
  for (const each of pages) {
    const page = await opened(checked);
    const address = `${each}${each.includes("?") ? "&" : "?"}lang=${lang}`;
    await page.goto(url + address);
    await page.addScriptTag({ content: axe });
    const said = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    const serious = said.violations.filter((one) => ["serious", "critical"].includes(one.impact));
    if (serious.length > 0) found.serious[address] = serious.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`);
    await page.setViewportSize({ width: 380, height: 700 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.overflow[address] = wide;
    await page.close();
  }
}

// A search by keyboard, to an entity, to a sentence, to its mark in the report.
const context = await browser.newContext();
const page = await opened(context);
await page.goto(`${url}/?lang=zh`);
await page.keyboard.press("Tab");
found.skip = await page.evaluate(() => document.activeElement.getAttribute("href"));
await page.locator("input[type=search]").fill("免证");
await page.keyboard.press("Enter");
await page.locator("main a", { hasText: "免证办" }).first().click();
found.entity = await page.locator("h1").textContent();
found.pictures = await page.locator("img.picture").evaluateAll(async (images) => {
  await Promise.all(images.map((image) => { image.loading = "eager"; return image.decode(); }));
  return images.map((image) => image.naturalWidth > 300);
});
await page.goto(`${url}/statement/${statement}?lang=zh`);
await page.locator("main a[href^='/report/']").first().click();
await page.waitForURL("**/report/**");  // a click returns before the page is there
found.marked = await page.evaluate(() => document.querySelector("mark:has(:target), :target")?.textContent.trim() ?? "");

// The editor: an example, colours, a completion, an answer with its small graph.
await page.goto(`${url}/query/sparql?lang=en`);
await page.locator("summary").first().click();
await page.locator("button.take").first().click();
found.coloured = await page.locator("#shown .tok-keyword").count();
found.same = await page.evaluate(() => document.getElementById("shown").textContent.trim() === document.getElementById("query").value.trim());
await page.locator("#query").fill("SELECT ?a ?b WHERE { ?a zm:adop");
await page.locator("#query").press("End");
await page.keyboard.type("t");
await page.keyboard.press("Tab");
found.completed = await page.locator("#query").inputValue();
await page.locator("#query").fill("PREFIX zm: <https://zhengmai.example/ontology#> SELECT ?a ?b WHERE { ?a zm:adopted ?b } ORDER BY ?a ?b LIMIT 5");
await page.keyboard.press("Control+Enter");
await page.waitForSelector("table");
found.rows = await page.locator("tbody tr").count();
await page.locator("details.network summary").click();
found.circles = await page.locator("details.network svg circle").count();
await page.goto(`${url}/query/sparql?lang=en`);
await page.locator("#query").fill("SELECT <script>alert(1)</script> WHERE");
found.inert = await page.evaluate(() => document.getElementById("shown").querySelector("script") === null);
await page.locator("button", { hasText: "Run" }).click();
found.problem = await page.locator("[role=alert]").isVisible();

// The review by keyboard alone: the commands of its first item.
await page.goto(`${url}/review?lang=en`);
await page.locator("ol.events summary").first().focus();
await page.keyboard.press("Enter");
found.commands = await page.locator("ol.events details[open] code").allTextContents();
found.outlined = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");

// The same without scripts.
const plain = await browser.newContext({ javaScriptEnabled: false });
const bare = await opened(plain);
await bare.goto(`${url}/query/cypher?lang=en`);
await bare.locator("#query").fill("MATCH (r:Report) RETURN r.id AS report ORDER BY report");
await bare.locator("button", { hasText: "Run" }).click();
found.plainRows = await bare.locator("tbody tr").count();
await bare.goto(`${url}/review?lang=en`);
await bare.locator("ol.events summary").first().click();
found.plainCommand = await bare.locator("ol.events code").first().isVisible();
await bare.locator("a[rel=next]").click();
found.second = await bare.locator("ol.events").getAttribute("start");
await bare.goto(`${url}/genealogies?lang=en`);
await bare.locator("main a", { hasText: "No certificates needed" }).click();
found.events = await bare.locator("ol.events > li").count();
await browser.close();
console.log(JSON.stringify(found));
