// Drives the pages in a browser as a person would, and checks every kind of page for barriers with axe-core.
//
//   npm ci --ignore-scripts && npm test
//
// starts bin/entente (or ENTENTE_BIN) on an empty folder. ENTENTE_URL and ENTENTE_TOKEN name a node that runs already; it
// should be fresh, for the test records facts. CHROMIUM names another browser than Debian's; SHOTS a folder for a picture
// of every page; ONLY the tests to run, by a regular expression.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { runCases } from "./cases.mjs";
import { openProvider, runPeople, takeUp } from "./people.mjs";

const provider = process.env.ENTENTE_URL ? null : await openProvider();
const server = process.env.ENTENTE_URL ? null : await startServer(["--oidc-issuer", provider.issuer, "--oidc-client-id", "entente", "--oidc-name", "Test directory"]);
// A passkey belongs to a name, not to an address of digits.
const base = (process.env.ENTENTE_URL ?? server.url.replace("127.0.0.1", "localhost")).replace(/\/$/, "");
provider?.serve(base);
const token = process.env.ENTENTE_TOKEN ?? server.token;

// startServer starts the program on an empty folder and waits until it says where it is.
async function startServer(options) {
  const program = process.env.ENTENTE_BIN ?? fileURLToPath(new URL("../../bin/entente", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "entente-browsertest-"));
  const child = spawn(program, ["serve", "--data", folder, "--address", "127.0.0.1:0", ...options], { stdio: ["ignore", "pipe", "pipe"] });
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
  // run runs a command of the program on the folder, and returns what it printed.
  const run = (...args) => {
    const done = spawnSync(program, [...args, "--data", folder], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`entente ${args.join(" ")}: ${done.stderr}`);
    return done.stdout.trim();
  };
  return { url, run, token: readFileSync(join(folder, "token"), "utf8").trim(), stop };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
});

let passed = 0, failed = 0;
const only = new RegExp(process.env.ONLY ?? "");

async function test(name, run) {
  if (!only.test(name)) return;
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

// open goes where a link or a button leads to, and waits for it: what is looked at next is the new page.
async function open(link) {
  await Promise.all([link.page().waitForEvent("load"), link.click()]);
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
  const field = page.getByLabel("Node token");
  if (!(await field.isVisible())) await page.getByText("Operator: sign in with the node's token").click();
  await field.fill(token);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

// enter signs somebody in who acts for a party: with a passkey, or where the node is not ours, with its token.
async function enter(page, party) {
  if (!server) return signIn(page);
  await takeUp(page, server.run("person", "invite", `Desk of ${party}`, "--for", party, "--site", base));
}

// What a person does, one step after the other.

const page = await newPage();
const mark = `Browser test ${Date.now()}`;
let undertaking, factPath;

await test("the overview shows every provision", async () => {
  await page.goto(base);
  check((await page.locator(".map .tile").count()) === 90, "want 90 tiles");
  check((await page.locator(".map .m").count()) >= 400, "want a mark per statement");
  const twin = page.locator("main > details.twin");
  await twin.getByText("The same as a table").click();
  check((await twin.locator("tbody tr").count()) === 90, "want 90 rows in the table");
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
  await open(page.getByRole("link", { name: "By programme" }));
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
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
  page.faults = page.faults.filter((f) => !f.includes("403"));
});

await test("signing in leads back to the undertaking", async () => {
  await page.getByLabel("Node token").fill(token);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
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
  await open(page.getByRole("button", { name: "Show" }));
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

// Is it being delivered?

const pledge = "/measure/defence-spending-share";

await test("the overview says which undertakings are delivered, by whom", async () => {
  await page.goto(base);
  const answer = page.locator(".answer");
  check((await answer.locator(".standings li").count()) >= 4, "want a line for each undertaking that is measured");
  check(await answer.locator(".eye svg").first().isVisible(), "want the picture with two axes");
  check((await answer.locator(".strip-map a.c-heat").count()) > 100, "want a cell for each undertaking and party");
  await page.getByRole("link", { name: "Full heat map" }).first().click();
  await page.waitForURL("**/delivery");
  noFaults(page);
});

await test("a cell opens its verdict, and the verdict its provision", async () => {
  await page.locator('.chart-wide a[href^="/measure/defence-spending-share/DEU/"]').first().click();
  await page.waitForURL("**/measure/defence-spending-share/DEU/*");
  check(await page.locator(".verdict-card .outcome").first().isVisible(), "want the outcome");
  check((await page.locator(".evidence tbody tr").count()) > 1, "want the figures that it rests on");
  await page.locator('.evidence a[href^="/fact/"]').first().click();
  await page.waitForURL("**/fact/*");
  check((await page.locator(".proof pre").count()) === 4, "want the proof of the figure");
  await page.goBack();
  await page.locator('.chart-wide a[href="/p/27"]').first().click();
  await page.waitForURL("**/p/27");
  noFaults(page);
});

await test("what was known on another day changes the answer", async () => {
  const met = async (known) => {
    await page.goto(`${base}${pledge}?at=2023`);
    await page.goto(`${base}${pledge}?at=2023&known=${known}`);
    return page.locator(".verdicts tbody tr:not(.whole) .outcome.met").count();
  };
  check((await met("2023-07-11")) === 11, "want 11 Allies at 2 % on the day of the text");
  check((await met("2024-07-01")) === 10, "want 10 Allies at 2 % a year later");
  await page.locator(".vintages").getByRole("link", { name: "2023-07-07" }).click();
  await page.waitForURL(/known=2023-07-07/);
  check((await page.locator(".verdicts tbody tr:not(.whole) .outcome.met").count()) === 11, "want the vintage to lead to the day");
  noFaults(page);
});

await test("a part of the bar leaves the parties with its verdict", async () => {
  await page.goto(`${base}${pledge}?at=2023`);
  await page.locator('.counted .chart-wide a[href*="outcome=missed"]').first().click();
  await page.waitForURL(/outcome=missed/);
  check((await page.locator("#parties .outcome.met").count()) === 0, "want no other verdict");
  await open(page.getByRole("link", { name: "Clear" }));
  check((await page.locator("#parties .outcome.met").count()) > 0, "want all again");
});

await test("the heat map is filtered at once", async () => {
  await page.goto(`${base}/delivery`);
  await page.getByLabel("Party", { exact: true }).selectOption("BEL");
  await page.waitForURL(/party=BEL/);
  check((await page.locator(".chart-wide a.c-heat").count()) <= 12, "want the cells of one party");
  await page.getByLabel("Show what no figure shows, and why").check();
  await page.getByRole("button", { name: "Filter" }).click();
  await page.waitForURL(/all=1/);
  check((await page.locator(".others tbody tr").count()) > 100, "want the undertakings that no figure shows");
  noFaults(page);
});

await test("a revised figure leads to what was said before", async () => {
  await page.goto(`${base}/revisions?measure=defence-spending-share&party=ROU`);
  const row = page.locator(".revisions tbody tr").first();
  check((await row.locator(".outcome.met").count()) === 1 && (await row.locator(".outcome.missed").count()) === 1, "want met, then missed");
  await row.getByRole("link", { name: /Met/ }).click();
  await page.waitForURL(/ROU\/2023\?known=2023-07-07/);
  check((await page.locator(".history-list li").count()) >= 3, "want what each vintage said");
  noFaults(page);
});

await test("an assumption is computed and marked as one", async () => {
  await page.goto(`${base}/what-if`);
  await page.getByRole("link", { name: "Every party at 2% or more" }).click();
  await page.locator("#result .stamp").first().waitFor();
  check((await page.locator("#result .outcome.missed").count()) > 0, "want the verdicts of now beside those of then");
  await page.getByLabel("Assumptions, one a line").fill("defence-share DEU = three");
  await page.getByRole("button", { name: "Compute" }).click();
  await page.getByRole("alert").waitFor();
  check((await page.getByLabel("Assumptions, one a line").inputValue()) === "defence-share DEU = three", "want the text kept");
  check((await page.getByLabel("Assumptions, one a line").getAttribute("aria-invalid")) === "true", "want the field marked");
  page.faults = page.faults.filter((f) => !f.includes("400"));
  await page.getByLabel("Assumptions, one a line").fill("defence-share DEU = 3 in 2024");
  await open(page.getByRole("button", { name: "Compute" }));
  check(/3\.00%/.test(await page.locator("#result .verdicts tbody tr", { hasText: "Germany" }).textContent()), "want three per cent");
  noFaults(page);
});

await test("an offer moves the gap, in the picture and in the table", async () => {
  const at = `${base}/balance/air-defence`, needed = "Romanian coast: radar";
  const empty = () => page.locator(".chart-wide .c-heat.c-bad title").evaluateAll((all, name) => all.filter((t) => t.textContent.startsWith(name) && t.textContent.endsWith("there 0")).length, needed);
  const gap = () => page.locator("#gaps tbody tr", { hasText: needed });
  await page.goto(at);
  check((await empty()) === 12, `want twelve empty months, not ${await empty()}`);
  check((await gap().locator("td").first().textContent()) === "2025", "want a gap of the whole year");
  await page.getByLabel("Assumptions, one a line").fill("accept nothing-there");
  await open(page.getByRole("button", { name: "Compute" }));
  check(/no contribution/.test(await page.getByRole("alert").textContent()), "want what is wrong");
  page.faults = page.faults.filter((f) => !f.includes("400"));
  await page.getByLabel("Assumptions, one a line").fill("accept tur-radar");
  await open(page.getByRole("button", { name: "Compute" }));
  await page.locator("#changes .stamp").waitFor();
  check(/365.*59/.test((await page.locator("#changes tbody tr", { hasText: needed }).textContent()).replace(/\s+/g, " ")), "want the days before and after");
  check((await empty()) === 2, "want two empty months under the assumption");
  await page.goto(at);
  check((await empty()) === 12, "an assumption is not recorded");
  if ((await page.getByRole("button", { name: "Sign out" }).count()) === 0) await signIn(page);
  await page.goto(at);
  await page.getByText("Accept, withdraw or decline").click();
  await page.locator("#a-id").selectOption("tur-radar");
  await open(page.getByRole("button", { name: "Accept" }));
  check((await empty()) === 2, "want two empty months after the acceptance");
  check(/2025-01\/2025-02/.test(await gap().textContent()), "want the gap of two months");
  check((await page.locator("#offers .fact").count()) === 1, "want the acceptance in the ledger");
  await page.goto(`${at}?known=2024-12-31`);
  check((await empty()) === 12, "want what was known before");
  await page.goto(at);
  await page.locator("#given-fra-1").getByRole("link", { name: "without it" }).click();
  await page.waitForURL(/assume=without\+fra-1/);
  check(/new gap|Bulgarian|Romanian|Estonia/.test(await page.locator("#changes tbody").textContent()), "want what is uncovered without it");
  noFaults(page);
});

await test("without a supplier, the orders and what each pays change", async () => {
  await page.goto(`${base}/balance/joint-orders`);
  check(/Nobody pays more than alone/.test(await page.locator("#charges").textContent()), "want what is proved");
  const cost = () => page.locator(".numbers li", { hasText: "EUR" }).locator("b").textContent();
  const before = await cost();
  await page.getByLabel("Assumptions, one a line").fill("without supplier central");
  await open(page.getByRole("button", { name: "Compute" }));
  check((await cost()) !== before, "want another cost");
  check((await page.locator("#orders tbody tr", { hasText: "central" }).count()) === 0, "want no order from it");
  await page.getByText("What may be published").click();
  check((await page.locator("#sheet abbr").count()) > 0, "want sums held back");
  noFaults(page);
});

await test("a fund shows what is late, and what would be counted twice", async () => {
  await page.goto(`${base}/balance/trust-fund?at=2025-10-15`);
  check(/France.*107/.test(await page.locator("#late tbody").textContent()), "want what is late");
  check(/208.400.000.*193.400.000/.test(await page.locator("#once tbody").textContent()), "want the sum, and what there is");
  await page.goto(`${base}/balance/trust-fund?at=2024-12-31`);
  check((await page.locator("#late").count()) === 0, "nothing was late then");
  noFaults(page);
});

await test("a case says who leads what, with a source", async () => {
  await page.goto(`${base}/balance`);
  await page.getByRole("link", { name: "From battlegroup to brigade" }).click();
  await page.waitForURL(/battlegroups/);
  const row = page.locator("tr", { hasText: "Battlegroup Latvia" }).first();
  check(/Canada/.test(await row.textContent()) && (await row.getByRole("link", { name: /Pledge Times/ }).count()) === 1, "want the framework nation and a source");
  check((await page.locator(".case-map .area").count()) === 8, "want eight places on the map");
  noFaults(page);
});

await test("no undertaking is silent about how its delivery can be known", async () => {
  await page.goto(`${base}/u/vilnius-2023/1/4`);
  check(/Not measurable from public figures/.test(await page.locator("#delivery").textContent()), "want why no figure shows it");
  await page.goto(`${base}/u/vilnius-2023/27/1`);
  await page.locator("#delivery").getByRole("link", { name: "At least 2% of GDP for defence" }).click();
  await page.waitForURL(`**${pledge}*`);
});

const judged = "/score/vilnius-2023/1/4";

async function giveScore(analyst, level) {
  await page.getByLabel("Analyst").fill(analyst);
  await page.getByLabel("Party").selectOption("POL");
  await page.getByLabel("Year").fill("2024");
  await page.locator(`#add input[name=level][value="${level}"]`).check();
  await page.getByLabel("What the evidence shows, in your own words").fill("The law was passed and is in force.");
  await page.getByLabel("Title of the evidence").fill("Journal of laws");
  await page.getByLabel("Date of the evidence").fill("2024-05-03");
  await page.getByLabel("Invented, for an exercise").check();
  await page.getByRole("button", { name: "Record the score" }).click();
  await page.waitForURL(/#case/);
}

await test("two analysts score alone, differ, settle and publish", async () => {
  await page.goto(`${base}/u/vilnius-2023/1/4`);
  await page.getByRole("link", { name: "Score this undertaking" }).click();
  await page.waitForURL(`**${judged}`);
  await giveScore("reader-1", 1);
  const shown = page.locator("#case");
  check(/open/.test(await shown.textContent()) && (await shown.locator("article").count()) === 1, "want one's own score alone");
  await page.goto(`${base}${judged}?as=reader-2&party=POL&period=2024&exercise=1`);
  check(/stay hidden/.test(await shown.textContent()) && (await shown.locator("article").count()) === 0, "want the other's score hidden");
  await giveScore("reader-2", 0);
  check(/disputed/.test(await shown.textContent()) && (await shown.locator("article").count()) === 2, "want both, and that they differ");
  await page.locator("section.add").first().locator('input[type=radio][value="0"]').check();
  await page.getByLabel("Why this score, after weighing both").fill("It was not yet carried out by the end of the year.");
  await page.getByRole("button", { name: "Settle" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("published", { exact: true }).first().waitFor();
  await page.goto(`${base}/scores?exercise=1&as=reader-1`);
  check(/published/.test(await page.locator(".cases tbody").textContent()), "want it at the desk");
  check((await page.locator(".exercise").count()) > 0, "want it marked as an exercise");
  check((await page.locator(".confusion tbody tr").count()) === 3, "want how the two agree");
  noFaults(page);
});

await test("a mistake in a score keeps what was typed", async () => {
  await page.goto(`${base}${judged}`);
  await page.getByLabel("Analyst").fill("reader-1");
  await page.getByLabel("Party").selectOption("POL");
  await page.getByLabel("Year").fill("next");
  await page.locator('#add input[name=level][value="1"]').check();
  await page.getByLabel("What the evidence shows, in your own words").fill("Kept");
  await page.getByRole("button", { name: "Record the score" }).click();
  await page.getByRole("alert").waitFor();
  check((await page.getByLabel("What the evidence shows, in your own words").inputValue()) === "Kept", "want the text kept");
  check((await page.getByLabel("Year").inputValue()) === "next", "want the year kept");
  page.faults = page.faults.filter((f) => !f.includes("400"));
  noFaults(page);
});

// What is happening? The pack brings an exercise, so there is something to look at.

let alert = "", follow = "";
await page.goto(`${base}/watch`);
const seaTest = (name, run) => test(`watch: ${name}`, run);
await seaTest("the node shows the exercise of its pack", async () => {
  check((await page.locator("[data-list]").count()) === 1, "this node watches nothing");
});

// chartOf waits until a page has drawn its chart and returns how many colours it has.
async function chartOf(view) {
  await view.locator(".sea[data-state]").waitFor({ timeout: 30_000 });
  check((await view.locator(".sea").getAttribute("data-state")) === "ready", "the chart could not be drawn");
  const picture = (await view.locator(".sea-canvas canvas").screenshot()).toString("base64");
  const plain = await browser.newPage(); // this one may look into pictures: the site's policy forbids it to its own
  const colours = await plain.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const c = new OffscreenCanvas(image.width, image.height).getContext("2d");
    c.drawImage(image, 0, 0);
    const pixels = new Uint32Array(c.getImageData(0, 0, image.width, image.height).data.buffer);
    return new Set(pixels).size;
  }, picture);
  await plain.close();
  return colours;
}

await seaTest("the chart is painted, and names what it shows", async () => {
  const colours = await chartOf(page);
  check(colours > 200, `the chart has ${colours} colours only`);
  check((await page.locator(".sea-legend li").count()) >= 10, "want a legend");
  noFaults(page);
});

await seaTest("the tables list what the chart shows", async () => {
  const at = new Date((await page.locator("[data-chart]").evaluate((e) => JSON.parse(e.dataset.chart).at)) * 1000).toISOString();
  const answer = await page.evaluate(async (at) => (await fetch(`/watch/ships.json?at=${at}`)).json(), at);
  const rows = await page.locator("#ships tbody tr").evaluateAll((all) => all.map((e) => Number(e.dataset.mmsi)));
  check(rows.length > 0 && rows.length === Math.min(100, answer.ships.length), `${rows.length} rows for ${answer.ships.length} ships`);
  check(rows.every((mmsi) => answer.ships.some((s) => s[0] === mmsi)), "want the same ships");
  const assets = await page.evaluate(async () => (await fetch("/watch/assets.geojson")).json());
  check(new Set(assets.features.map((f) => f.properties.id)).size === (await page.locator('tr[id^="asset-"]').count()), "want a row for each asset");
});

await seaTest("a ship is searched for while it is typed", async () => {
  const name = (await page.locator("#ships tbody th").first().textContent()).trim();
  await page.getByLabel("Name, call sign or number of a ship").pressSequentially(name);
  await page.waitForFunction((name) => [...document.querySelectorAll("#ships tbody th")].every((e) => e.textContent.trim() === name), name);
  check((await page.getByLabel("Name, call sign or number of a ship").inputValue()) === name, "want the words kept");
  await page.getByLabel("Name, call sign or number of a ship").fill("");
});

await seaTest("the timeline is moved by the keyboard, and plays", async () => {
  const range = page.getByRole("slider", { name: "Time" });
  if ((await range.count()) === 0) return; // a live picture has none
  const said = () => range.getAttribute("aria-valuetext");
  const before = await said();
  await range.focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((before) => document.querySelector("[data-now]").textContent !== before, before);
  check((await said()) !== before, "want the time said");
  await page.waitForURL(/at=/);
  await page.getByRole("button", { name: "To the beginning" }).click();
  const start = await said();
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForFunction((start) => document.querySelector("[data-now]").textContent !== start, start);
  await page.getByRole("button", { name: "Pause" }).click();
  noFaults(page);
});

await seaTest("a layer is switched off and on", async () => {
  await page.goto(`${base}/watch`);
  await chartOf(page);
  const before = (await page.locator(".sea-canvas canvas").screenshot()).length;
  for (const name of ["Power cable", "Telecom cable", "Pipeline", "Edge of a corridor"]) await page.getByLabel(name, { exact: true }).uncheck();
  await page.waitForTimeout(1000);
  check((await page.locator(".sea-canvas canvas").screenshot()).length !== before, "want another picture");
  noFaults(page);
});

await seaTest("a warning is opened at the keyboard", async () => {
  const link = page.locator(".alerts a").first();
  if ((await link.count()) === 0) return;
  await link.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/watch\/warning\//);
  alert = new URL(page.url()).pathname;
  check((await page.locator(".signs tbody tr").count()) > 0, "want what the ship did, with figures");
  check((await page.locator(".doubts tbody tr").count()) > 0, "want the innocent explanations");
  await chartOf(page);
  follow = await page.locator(".beside h2 a").getAttribute("href");
  noFaults(page);
});

await seaTest("a warning is confirmed, and the ledger has it", async () => {
  if (!alert) return;
  if ((await page.getByRole("button", { name: "Sign out" }).count()) === 0) await signIn(page);
  await page.goto(base + alert);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("alert").waitFor();
  page.faults = page.faults.filter((f) => !f.includes("400"));
  await page.getByLabel("Remark or reason").fill(`${mark}, looked at`);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.locator("#responses .fact", { hasText: `${mark}, looked at` }).waitFor();
  check(await page.locator(".state-confirmed").isVisible(), "want it to stand as confirmed");
  check((await page.getByRole("link", { name: "CAP 1.2" }).count()) === 1, "want it passed on");
  const cap = await page.evaluate(async () => (await fetch(document.querySelector(".passed-on a").href)).text());
  check(cap.includes("<status>Exercise</status>"), "want an alert for an exercise");
  if (spawnSync("ogrinfo", ["--version"]).status === 0) {
    const seen = spawnSync("ogrinfo", ["-al", `OAPIF:${base}/v1/warnings`], { encoding: "utf8" }).stdout;
    check(seen.includes(alert.split("/").pop()), `want the warning in what ogrinfo sees: ${seen}`);
  } else console.log("SKIP ogrinfo: it is not installed");
  await page.goto(`${base}/ledger`);
  check((await page.getByText("Answer to a warning").count()) > 0, "want it in the ledger");
  noFaults(page);
});

await seaTest("the page of a ship says why it is warned of or not", async () => {
  if (!follow) return;
  await page.goto(base + follow);
  await chartOf(page);
  check((await page.getByRole("heading", { name: /Why it is warned of|Why there is no warning/ }).count()) === 1, "want the reasons");
  noFaults(page);
});

await seaTest("everything can be read without JavaScript", async () => {
  const plain = await newPage({ javaScriptEnabled: false });
  await plain.goto(`${base}/watch`);
  check(!(await plain.locator(".sea").first().isVisible()), "want no empty chart");
  check((await plain.locator("#ships tbody tr").count()) > 0, "want ships");
  if (alert) {
    await open(plain.locator(".alerts a").first());
    check((await plain.locator(".signs tbody tr").count()) > 0, "want what the ship did");
    check(await plain.locator("svg.plan").isVisible(), "want a drawing in place of the chart");
  }
  await plain.context().close();
});

await runCases({ test, check, open, newPage, noFaults, signIn, base, enter });
if (server) await runPeople({ test, check, open, newPage, noFaults, base, server, provider, inspect });

await test("the report is one file that needs nothing else", async () => {
  await page.goto(`${base}/delivery?programme=investment`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Report", exact: true }).click()]);
  check(download.suggestedFilename() === "vilnius-report.html", `got ${download.suggestedFilename()}`);
  const html = readFileSync(await download.path(), "utf8");
  check(/<h1/.test(html) && !/<script/.test(html) && /Investment/.test(html), "want a page without scripts");
});

await test("the language changes and is remembered", async () => {
  await open(page.getByRole("link", { name: "中文" }));
  check((await page.locator("html").getAttribute("lang")) === "zh", "want a Chinese page");
  await page.goto(`${base}/p/27`);
  check((await page.locator("html").getAttribute("lang")) === "zh", "want it to stay Chinese");
  await page.getByRole("link", { name: "English" }).click();
});

await test("the theme changes and is remembered", async () => {
  await page.getByRole("link", { name: "Dark", exact: true }).click();
  await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
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
  await plain.goto(`${base}/delivery`);
  await plain.getByLabel("Verdict", { exact: true }).selectOption("missed");
  await plain.getByRole("button", { name: "Filter" }).click();
  await plain.waitForURL(/outcome=missed/);
  await plain.getByText("The same as a table").first().click();
  check(await plain.locator(".figure .twin table").first().isVisible(), "want the heat map as a table");
  await plain.goto(`${base}/what-if`);
  await plain.getByLabel("Assumptions, one a line").fill("defence-share all >= 2");
  await plain.getByRole("button", { name: "Compute" }).click();
  await plain.locator("#result").waitFor();
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
  delivery: "/delivery", undelivered: "/delivery?all=1&programme=cyber", measure: `${pledge}?at=2023`, unmeasured: `${pledge}-sipri`, before: "/measure/gas-from-russia", ended: "/measure/gas-from-russia/DEU",
  series: `${pledge}/LUX`, verdict: `${pledge}/FRA/2020?known=2024-07-01`, flipped: `${pledge}/ROU/2023`, unbound: `${pledge}/ISL/2024`,
  revisions: "/revisions", "what-if": "/what-if?assume=defence-share+all+to+5+by+2035", measured: "/u/vilnius-2023/27/1", alliance: "/group/allies",
  desk: "/scores?exercise=1&as=reader-1", scoring: `${judged}?as=reader-1&party=POL&period=2024&exercise=1`,
  balance: "/balance", coverage: "/balance/air-defence?assume=without+fra-1", brigades: "/balance/battlegroups", targets: "/balance/capability-targets", orders: "/balance/joint-orders", fund: "/balance/trust-fund?at=2025-10-15",
  due: "/due", cases: "/cases", newcase: "/cases/new?procedure=support-request", procedures: "/procedures", procedure: "/procedure/silence-osce", path: "/procedure/accession", tasked: "/case/tasking-south",
  silence: "/case/exercise-silence-broken", support: "/case/exercise-cyber-support", accession: "/case/accession-sweden", treaty: "/case/treaty-ctbt", attribution: "/case/exercise-attribution",
  watch: "/watch", ...(alert && { alert, follow }), investment: "/programme/investment", ledger: "/ledger", fact: factPath, about: "/about", signin: "/signin", problem: "/nothing",
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
  if (await view.locator("[data-chart]").count()) await chartOf(view);
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
provider?.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
