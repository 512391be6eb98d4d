// Runs procedures as people do: three members in three browsers of their own, a desk, a lead.

// runCases needs what test.mjs has. The chair signs in with the node's token; each member with a passkey, and acts for itself alone.
export async function runCases({ test, check, open, newPage, noFaults, signIn, base, enter }) {
  const people = {};
  for (const who of ["chair", "EST", "DEU", "FRA"]) {
    people[who] = await newPage();
    await (who === "chair" ? signIn(people[who]) : enter(people[who], who));
  }
  const unique = Date.now();

  // act fills in the form of an act in a case, as an actor, and sends it.
  async function act(page, path, name, as, fields = {}) {
    await page.goto(base + path);
    const form = page.locator(`details[data-act="${name}"]`).first();
    await form.locator("summary").click();
    const by = form.locator('select[name="by"]');
    if (await by.count()) await by.selectOption(as);
    for (const [field, value] of Object.entries(fields)) {
      const input = form.locator(`[name="f-${field}"]`);
      if ((await input.evaluate((e) => e.tagName)) === "SELECT") await input.selectOption(value);
      else await input.fill(value);
    }
    await open(form.locator("button.button"));
  }

  async function state(page, path) {
    await page.goto(base + path);
    return page.locator("[data-state]").getAttribute("data-state");
  }

  // inSeconds is a moment as a form takes it, rounded up to the minute.
  const inMinutes = (n) => new Date(Math.ceil((Date.now() + n * 60000) / 60000) * 60000).toISOString().slice(0, 16);

  async function openCase(page, procedure, fields) {
    await page.goto(`${base}/cases/new?procedure=${procedure}`);
    for (const [name, value] of Object.entries(fields)) {
      const input = page.locator(`[name="${name}"]`);
      if ((await input.getAttribute("type")) === "checkbox") await input.check();
      else if ((await input.evaluate((e) => e.tagName)) === "SELECT") await input.selectOption(value);
      else await input.fill(value);
    }
    await open(page.getByRole("button", { name: "Open the case" }));
    return new URL(page.url()).pathname;
  }

  await test("three members let a silence run to adoption", async () => {
    const path = await openCase(people.chair, "silence-nato", { title: `Guidelines ${unique}`, exercise: "1", "role-member": "EST, DEU, FRA" });
    await act(people.chair, path, "table", "secretary-general", { text: "The Council agrees the guidelines.", expiry: inMinutes(0.2) });
    check((await state(people.EST, path)) === "silence", "want silence");
    check(await people.EST.getByText("Object or amend; silence is consent").first().isVisible(), "want the members told what they may do");
    await act(people.DEU, path, "statement", "DEU", { text: "We read it as covering pipelines." });
    await people.FRA.goto(`${base}/due?for=FRA`);
    check(await people.FRA.locator(".due-row.optional", { hasText: `Guidelines ${unique}` }).isVisible(), "want it in the inbox of France");
    // Nobody speaks. The clock decides by itself.
    for (let i = 0; i < 90 && (await state(people.EST, path)) === "silence"; i++) await people.EST.waitForTimeout(1000);
    check((await state(people.EST, path)) === "adopted", "want it adopted");
    check(await people.EST.locator("#attached", { hasText: "pipelines" }).isVisible(), "want the statement attached");
    await act(people.chair, path, "announce", "secretary-general", { number: "X/1" });
    await people.FRA.goto(base + path);
    check(await people.FRA.locator("#history", { hasText: "Announce the adoption" }).isVisible(), "want the announcement");
    const receipt = await people.DEU.request.get(base + (await people.DEU.locator("#attached a", { hasText: "Receipt" }).first().getAttribute("href").catch(async () => {
      await people.DEU.goto(base + path);
      return people.DEU.locator("#attached a", { hasText: "Receipt" }).first().getAttribute("href");
    })));
    check((await receipt.json()).proof.startsWith("c2sp.org/tlog-proof"), "want a receipt with its proof");
    for (const page of Object.values(people)) noFaults(page);
  });

  await test("a member breaks silence with an amendment, and the chair cannot announce", async () => {
    const path = await openCase(people.chair, "silence-osce", { title: `Meeting ${unique}`, exercise: "1", "role-chair": "FIN", "role-member": "EST, DEU, FRA" });
    await act(people.chair, path, "table", "FIN", { text: "The Council meets on 12 June in Vienna.", expiry: inMinutes(60) });
    await act(people.EST, path, "amend", "EST", { text: "The Council meets on 19 June in Vienna." });
    check((await state(people.FRA, path)) === "broken", "want it broken");
    check(await people.FRA.locator(".broken", { hasText: "Estonia" }).isVisible(), "want to see who broke it");
    check((await people.FRA.locator("#history del", { hasText: "12" }).count()) === 1, "want the change shown");
    check((await people.chair.locator('details[data-act="announce"]').count()) === 0, "want no way to announce");
    // A form that was open before does not help.
    await people.chair.goto(base + path);
    const csrf = await people.chair.locator('input[name="csrf"]').first().inputValue();
    const answer = await people.chair.request.post(`${base}${path}/act`, { form: { csrf, act: "announce", by: "FIN" }, headers: { origin: base } });
    check(answer.status() === 409 && (await answer.text()).includes("announced-over-objection"), `want it refused, not ${answer.status()}`);
    await act(people.chair, path, "table", "FIN", { text: "The Council meets on 19 June in Vienna.", expiry: inMinutes(60) });
    check((await state(people.EST, path)) === "silence", "want a second round");
    check((await people.EST.locator("#texts ins", { hasText: "19" }).count()) === 1, "want the versions compared");
    noFaults(people.EST);
  });

  await test("a request for support goes from plea to closure", async () => {
    const path = await openCase(people.EST, "support-request", {
      title: `Grid operator ${unique}`, exercise: "1", "f-kind": "cyber", "f-entity": "Grid operator", "f-impact": "Two control rooms dark", "role-requester": "EST", "role-desk": "nato", "role-informed": "DEU, FRA",
    });
    await act(people.EST, path, "need", "EST", { id: "teams", what: "incident-team", quantity: "2", skills: "forensics", languages: "en" });
    await act(people.chair, path, "acknowledge", "nato");
    await act(people.DEU, path, "offer", "DEU", { id: "deu-1", what: "incident-team", quantity: "1", skills: "forensics", languages: "en, de", ready: "1", cost: "900" });
    await act(people.FRA, path, "offer", "FRA", { id: "fra-1", what: "incident-team", quantity: "1", skills: "networks", languages: "en" });
    await people.EST.goto(base + path);
    check(await people.EST.locator("#match tr", { hasText: "deu-1" }).getByText("fits", { exact: false }).first().isVisible(), "want the German team to fit");
    check((await people.EST.locator("#match tr.spent", { hasText: "fra-1" }).count()) === 1, "want the French team not to fit, for its skills");
    await act(people.EST, path, "accept", "EST", { offer: "deu-1", accepted: "1" });
    await act(people.EST, path, "decline", "EST", { offer: "fra-1" });
    await act(people.DEU, path, "deploy", "DEU", { offer: "deu-1" });
    await act(people.DEU, path, "report-back", "DEU", { offer: "deu-1", text: "Both control rooms are back." });
    await act(people.EST, path, "close", "EST", { lessons: "Keep spare consoles." });
    check((await state(people.EST, path)) === "closed", "want it closed");
    noFaults(people.EST);
    noFaults(people.DEU);
  });

  await test("a tasking goes from its sentence to its product", async () => {
    await people.chair.goto(`${base}/u/vilnius-2023/22/8`);
    await open(people.chair.locator("[data-open=tasking]"));
    const path = new URL(people.chair.url()).pathname;
    check(await people.chair.getByText("Washington Summit, which begins on 2024-07-09").isVisible(), "want the date and how it follows from the text");
    await act(people.chair, path, "take-up", "nac-permanent-session", { text: "A group of experts first." });
    await act(people.chair, path, "ask-time", "nac-permanent-session", { text: "Until the summit after." });
    await act(people.chair, path, "extend", "allies", { due: "2030-06-24T08:00" });
    await act(people.chair, path, "deliver", "nac-permanent-session", { product: "Report on the South" });
    await act(people.chair, path, "return", "allies", { text: "Say more of the Sahel." });
    await act(people.chair, path, "deliver", "nac-permanent-session", { product: "Report on the South, second version" });
    await act(people.chair, path, "accept", "allies");
    check((await state(people.chair, path)) === "completed", "want it completed");
    await people.chair.goto(`${base}/u/vilnius-2023/22/8`);
    check((await people.chair.locator("#cases li", { hasText: "Completed" }).count()) >= 1, "want the case beside its sentence");
    noFaults(people.chair);
  });

  await test("a case can be seen as it stood", async () => {
    await people.FRA.goto(`${base}/case/accession-sweden?at=2023-07-11`);
    check((await people.FRA.locator("[data-state]").getAttribute("data-state")) === "ratifying", "want it being ratified");
    check((await people.FRA.locator("#now .due-row").count()) === 2, "want Hungary and Türkiye to be waited for");
    await people.FRA.goto(`${base}/case/accession-sweden`);
    check((await people.FRA.locator("[data-state]").getAttribute("data-state")) === "member", "want it a member");
    noFaults(people.FRA);
  });

  await test("what is due comes as a calendar, a feed and JSON", async () => {
    const calendar = await people.FRA.request.get(`${base}/due/feed.ics?for=nato`);
    check((await calendar.text()).startsWith("BEGIN:VCALENDAR\r\n"), "want a calendar");
    const feed = await people.FRA.request.get(`${base}/due/feed.atom`);
    check((await feed.text()).includes("http://www.w3.org/2005/Atom"), "want a feed");
    const data = await people.FRA.request.get(`${base}/due/feed.json`);
    check(Array.isArray(await data.json()), "want a list");
    check((await people.FRA.request.get(`${base}/due/feed.ics?for=nato&key=wrong`)).status() === 403, "want a wrong key refused");
  });

  for (const page of Object.values(people)) await page.context().close();
}
