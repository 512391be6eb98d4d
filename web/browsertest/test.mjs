// Drives the pages in a browser as a person would, and checks every kind of page for barriers with axe-core.
//
//   npm ci --ignore-scripts && npm test
//
// starts bin/entente (or ENTENTE_BIN) on an empty folder. ENTENTE_URL and ENTENTE_TOKEN name a node that runs already; it
// should be fresh, for the test records facts. CHROMIUM names another browser than Debian's; SHOTS a folder for a picture
// of every page.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const server = process.env.ENTENTE_URL ? null : await startServer();
const base = (process.env.ENTENTE_URL ?? server.url).replace(/\/$/, "");
const token = process.env.ENTENTE_TOKEN ?? server.token;

// startServer starts the program on an empty folder and waits until it says where it is.
async function startServer() {
  const program = process.env.ENTENTE_BIN ?? fileURLToPath(new URL("../../bin/entente", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "entente-browsertest-"));
  const child = spawn(program, ["serve", "--data", folder, "--address", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  const url = await new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk) => {
      said += chunk;
      const found = said.match(/http:\/\/\S+/);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${program} ended with ${code}: ${said}`)));
  });
  const stop = () => {
    child.removeAllListeners("exit");
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, token: readFileSync(join(folder, "token"), "utf8").trim(), stop };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
});

let passed = 0, failed = 0;

async function test(name, run) {
  try {
    await run();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}\n  ${String(error.message ?? error).split("\n").join("\n  ")}`);
  }
}

function check(ok, message) {
  if (!ok) throw new Error(message);
}

// newPage returns a page that takes every complaint of the browser, and every look elsewhere, for a fault.
async function newPage(options = {}) {
  const context = await browser.newContext({ locale: "en", viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404 (Not Found)")) page.faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) page.faults.push(`asked for ${request.url()}`);
  });
  return page;
}

function noFaults(page) {
  check(page.faults.length === 0, page.faults.join("\n"));
}

async function signIn(page) {
  await page.goto(`${base}/signin`);
  await page.getByLabel("Node token").fill(token);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

// What a person does, one step after the other.

const page = await newPage();
const mark = `Browser test ${Date.now()}`;
let undertaking, factPath;

await test("the overview shows every provision", async () => {
  await page.goto(base);
  check((await page.locator(".map .tile").count()) === 90, "want 90 tiles");
  check((await page.locator(".map .m").count()) >= 400, "want a mark per statement");
  await page.getByText("The same as a table").click();
  check((await page.locator(".twin tbody tr").count()) === 90, "want 90 rows in the table");
  noFaults(page);
});

await test("the legend filters the picture", async () => {
  await page.locator(".on-tasking").check();
  await page.waitForTimeout(300); // the change is animated
  const opacity = (selector) => page.locator(selector).first().evaluate((e) => getComputedStyle(e).opacity);
  check((await opacity(".map .m.tasking")) === "1", "the taskings should stay");
  check((await opacity(".map .m.assessment")) < "0.5", "the assessments should fade");
  await page.locator(".on-tasking").uncheck();
});

await test("a tile shows its statements at the keyboard, and Escape closes them", async () => {
  await page.locator(".map .tile").first().focus();
  await page.keyboard.press("Tab");
  await page.locator(".peek li").first().waitFor({ state: "visible" });
  await page.keyboard.press("Escape");
  await page.locator(".peek").waitFor({ state: "hidden" });
});

await test("the picture can be ordered by programme", async () => {
  await page.getByRole("link", { name: "By programme" }).click();
  check((await page.locator(".cluster").count()) > 10, "want clusters");
  check((await page.locator(".map .tile").count()) === 90, "want 90 tiles");
});

await test("searching in Chinese finds and marks", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("国内生产总值");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?q=/);
  check((await page.locator(".hits li").count()) > 0, "want hits");
  check((await page.locator(".hits mark").first().textContent()).includes("国内生产总值"), "want the words marked");
});

await test("searching in English finds and marks", async () => {
  await page.locator("#q").fill("defence investment");
  await page.keyboard.press("Enter");
  await page.waitForURL(/defence/);
  check((await page.locator(".hits li").count()) > 0, "want hits");
  check(/defence|investment/i.test(await page.locator(".hits mark").first().textContent()), "want the words marked");
});

await test("an undertaking opens with its chain", async () => {
  await page.locator('.hits a[href^="/u/"]').first().click();
  await page.waitForURL(/\/u\//);
  undertaking = new URL(page.url()).pathname;
  check((await page.locator(".chain li").count()) >= 5, "want the chain from the instrument to the facts");
  check(await page.locator("h1 [lang=zh]").isVisible(), "want the Chinese title beside the English one");
});

await test("a wrong token is refused", async () => {
  await page.getByRole("link", { name: "Sign in to add evidence" }).click();
  await page.getByLabel("Node token").fill("wrong");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  page.faults = page.faults.filter((f) => !f.includes("403"));
});

await test("signing in leads back to the undertaking", async () => {
  await page.getByLabel("Node token").fill(token);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**${undertaking}`);
});

await test("a mistake in the form keeps what was typed", async () => {
  await page.getByLabel("What it shows").fill(mark);
  await page.getByText("Source, period and release").click();
  await page.getByLabel("Holds for").fill("soon");
  await page.getByRole("button", { name: "Record" }).click();
  await page.getByRole("alert").waitFor();
  check((await page.getByLabel("What it shows").inputValue()) === mark, "want the text kept");
  page.faults = page.faults.filter((f) => !f.includes("400"));
});

await test("evidence is recorded and stands in the history", async () => {
  await page.getByLabel("Holds for").fill("2024");
  await page.getByLabel("Invented for an exercise").check();
  await page.getByRole("button", { name: "Record" }).click();
  const fact = page.locator(".fact", { hasText: mark });
  await fact.waitFor();
  check(await fact.getByText("Exercise").isVisible(), "want it marked as exercise data");
  factPath = await fact.getByRole("link", { name: /Proof/ }).getAttribute("href");
});

await test("a correction replaces the fact, which stays readable", async () => {
  await page.locator(".correct a").first().click();
  check((await page.getByLabel("What it shows").inputValue()) === mark, "want the old text to begin with");
  await page.getByLabel("What it shows").fill(`${mark}, corrected`);
  await page.getByRole("button", { name: "Record" }).click();
  await page.locator(".fact:not(.replaced)", { hasText: `${mark}, corrected` }).waitFor();
  check((await page.locator(".fact.replaced", { hasText: mark }).count()) === 1, "want the old fact kept");
});

await test("the past knew nothing of it", async () => {
  await page.getByLabel("As known on").fill("2023-07-11");
  await page.getByRole("button", { name: "Show" }).click();
  check((await page.locator(".fact").count()) === 0, "want no fact known in 2023");
});

await test("the fact has a proof", async () => {
  await page.goto(base + factPath);
  check((await page.locator(".proof pre").count()) === 4, "want entry, path, checkpoint and key");
  const file = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the proof" }).click();
  check((await (await file).suggestedFilename()).endsWith(".tlog-proof"), "want a proof file");
});

await test("the ledger is verified on its page", async () => {
  await page.goto(`${base}/ledger`);
  await page.getByRole("button", { name: "Verify now" }).click();
  await page.getByText("Nothing was altered.", { exact: true }).waitFor();
  noFaults(page);
});

await test("the filter of the register is carried out at once", async () => {
  await page.goto(`${base}/register`);
  const all = await page.locator(".rows tbody tr").count();
  await page.getByLabel("Act", { exact: true }).selectOption("decision");
  await page.waitForURL(/act=decision/);
  const some = await page.locator(".rows tbody tr").count();
  check(some > 0 && some < all, `want fewer than ${all} rows, got ${some}`);
  check(!page.url().includes("bearer="), "what is not set should stay out of the address");
});

await test("the language changes and is remembered", async () => {
  await page.getByRole("link", { name: "中文" }).click();
  check((await page.locator("html").getAttribute("lang")) === "zh", "want a Chinese page");
  await page.goto(`${base}/p/27`);
  check((await page.locator("html").getAttribute("lang")) === "zh", "want it to stay Chinese");
  await page.getByRole("link", { name: "English" }).click();
});

await test("the theme changes and is remembered", async () => {
  await page.getByRole("link", { name: "Dark", exact: true }).click();
  check((await page.locator("html").getAttribute("data-theme")) === "dark", "want a dark page");
  await page.goto(base);
  check((await page.locator("html").getAttribute("data-theme")) === "dark", "want it to stay dark");
});

await test("signing out takes the form away", async () => {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto(base + undertaking);
  await page.getByRole("link", { name: "Sign in to add evidence" }).waitFor();
  noFaults(page);
});

await test("everything can be read, and verified, without JavaScript", async () => {
  const plain = await newPage({ javaScriptEnabled: false });
  await plain.goto(base);
  await plain.locator(".map .tile").nth(26).click();
  check(new URL(plain.url()).pathname === "/p/27", "want the provision");
  await plain.locator("#find").fill("Ukraine");
  await plain.keyboard.press("Enter");
  await plain.waitForURL(/\/search/);
  check((await plain.locator(".hits li").count()) > 0, "want hits");
  await plain.goto(`${base}/ledger`);
  await plain.getByRole("button", { name: "Verify now" }).click();
  await plain.getByText("Nothing was altered.", { exact: true }).waitFor();
  await plain.context().close();
});

// Every kind of page, light and dark, wide and narrow.

const kinds = {
  overview: "/", programmes: "/programmes", grouped: "/?by=programme", provision: "/p/34", undertaking,
  programme: "/programme/cyber", systems: "/systems", system: "/system/V047", actors: "/actors", party: "/party/FIN",
  group: "/group/western-balkans", body: "/body/north-atlantic-council", instruments: "/instruments",
  instrument: "/instrument/washington-treaty", search: "/search?q=defence", register: "/register?programme=forces",
  ledger: "/ledger", fact: factPath, about: "/about", signin: "/signin", problem: "/nothing",
};

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    const view = await newPage({ colorScheme, viewport: { width, height: 900 } });
    await signIn(view);
    for (const [kind, path] of Object.entries({ ...kinds, chinese: "/p/27?lang=zh" })) {
      await test(`${kind}, ${colorScheme}, ${width} px`, () => inspect(view, `${kind}-${colorScheme}-${width}`, path, width));
    }
    await view.context().close();
  }
}

async function inspect(view, name, path, width) {
  await view.goto(base + path);
  if (shots) await view.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  const over = await view.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(over <= 0, `${over} px wider than the window of ${width}`);
  if (!(await view.evaluate(() => "axe" in window))) await view.evaluate(axe);
  const { violations } = await view.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }));
  check(violations.length === 0, violations.map((v) => `${v.impact} ${v.id}: ${v.help}\n${v.nodes.slice(0, 3).map((n) => "  " + n.html.slice(0, 160)).join("\n")}`).join("\n"));
  noFaults(view);
}

await browser.close();
server?.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
