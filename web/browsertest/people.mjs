// Signs people in as they do it: with passkeys of a device of their own, or at an OpenID provider.
import { createServer } from "node:http";

// openProvider starts an OpenID provider on this machine. Whoever signs in there is whom they say they are.
export async function openProvider() {
  console.info = console.warn = () => {}; // it says at length that it is none for the world outside
  const { Provider } = await import("oidc-provider");
  const http = createServer();
  await new Promise((listening) => http.listen(0, "127.0.0.1", listening));
  const issuer = `http://localhost:${http.address().port}`;
  return {
    issuer,
    // serve lets the pages at an address send people here.
    serve(site) {
      const provider = new Provider(issuer, {
        clients: [{
          client_id: "entente",
          redirect_uris: [`${site}/signin/openid/back`],
          response_types: ["code"],
          grant_types: ["authorization_code"],
          token_endpoint_auth_method: "none",
        }],
        pkce: { required: () => true },
        findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} of the directory` }) }),
        claims: { profile: ["name"] },
        conformIdTokenClaims: false,
      });
      http.on("request", provider.callback());
    },
    stop() {
      http.closeAllConnections();
      http.close();
    },
  };
}

// device gives a page's browser a device that keeps passkeys and asks nobody.
export async function device(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
}

// takeUp takes up an invitation with a passkey.
export async function takeUp(page, link) {
  await device(page);
  await page.goto(link);
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.waitForURL("**/account");
}

// runPeople needs what test.mjs has, the server it started and the provider.
export async function runPeople({ test, check, open, newPage, noFaults, base, server, provider, inspect }) {
  const invite = (name, ...options) => server.run("person", "invite", name, "--site", base, ...options);
  const link = invite("Desk of Norway", "--for", "NOR");
  const desk = await newPage();

  await test("an invitation is taken up with a passkey, once", async () => {
    await desk.goto(link);
    for (const width of [1440, 390]) {
      await desk.setViewportSize({ width, height: 900 });
      await inspect(desk, `signin-light-${width}-out`, "/signin", width);
      await inspect(desk, `enrol-light-${width}`, new URL(link).pathname + new URL(link).search, width);
    }
    await takeUp(desk, link);
    check(await desk.getByRole("heading", { name: "Desk of Norway" }).isVisible(), "want the account");
    check(await desk.getByRole("main").getByText("Norway", { exact: true }).first().isVisible(), "want whom it acts for");
    for (const width of [1440, 390]) {
      await desk.setViewportSize({ width, height: 900 });
      await inspect(desk, `account-light-${width}`, "/account", width);
    }
    const second = await newPage();
    await second.goto(link);
    check(await second.getByRole("alert").getByText("not valid, was used, or has lapsed").isVisible(), "want it refused the second time");
    await second.context().close();
    noFaults(desk);
  });

  await test("whoever signs in with a passkey acts for whom it may", async () => {
    await desk.goto(`${base}/account`);
    await open(desk.getByRole("main").getByRole("button", { name: "Sign out", exact: true }));
    await desk.goto(`${base}/signin?next=/cases`);
    await desk.getByRole("button", { name: "Sign in with a passkey" }).click();
    await desk.waitForURL(`${base}/cases`);
    const form = async (more) => {
      await desk.goto(`${base}/account`);
      return { csrf: await desk.locator('input[name="csrf"]').first().inputValue(), kind: "note", text: "A note", label: "PUBLIC", ...more };
    };
    const say = async (more) => (await desk.request.post(`${base}/u/vilnius-2023/27/1`, { form: await form(more), headers: { origin: base }, maxRedirects: 0 })).status();
    check((await say({ author: "NOR" })) === 303, "want Norway's word on record");
    check((await say({ author: "DEU" })) === 403, "want Germany's refused");
    check((await say({ author: "NOR", csrf: "wrong" })) === 403, "want a forged form refused");
    noFaults(desk);
  });

  await test("an account that is disabled is out at once", async () => {
    const [account] = JSON.parse(server.run("person", "list", "--json")).filter((a) => a.name === "Desk of Norway");
    server.run("person", "disable", account.id);
    check((await desk.request.get(`${base}/account`)).status() === 403, "want its session ended");
    const events = () => JSON.parse(server.run("fact", "list", "--kind", "audit", "--json")).facts.map((f) => f.fact.payload.event);
    for (let i = 0; i < 30 && !events().includes("disable"); i++) await desk.waitForTimeout(1000); // the server looks now and then
    for (const event of ["enrol", "sign-out", "sign-in", "disable"]) check(events().includes(event), `want ${event} on record, not only ${events()}`);
  });
  await desk.context().close();

  await test("people sign in at an OpenID provider, and whoever has no account there does not", async () => {
    const at = await newPage();
    const signInAt = async (start, name, landed) => {
      await at.goto(start);
      await at.getByRole("link", { name: "Sign in at Test directory" }).click();
      await at.getByPlaceholder("Enter any login").fill(name);
      await at.getByPlaceholder("and password").fill("x");
      await at.getByRole("button", { name: "Sign-in" }).click();
      await at.getByRole("button", { name: "Continue" }).click();
      await at.waitForURL(`${base}${landed}`); // a page of ours that sends people on may come between
    };
    await signInAt(`${base}/signin`, "stranger", "/signin/openid/back**");
    check(await at.getByRole("alert").getByText("has no account here").isVisible(), "want a stranger refused");
    await at.context().clearCookies();
    await signInAt(invite("Desk of Canada", "--for", "CAN"), "ada", "/account");
    check(await at.getByRole("heading", { name: "Desk of Canada" }).isVisible(), "want the account taken up by the identity");
    await at.context().clearCookies();
    await signInAt(`${base}/signin?next=/due`, "ada", "/due");
    await at.goto(`${base}/account`);
    check(await at.getByText("ada", { exact: false }).first().isVisible(), "want the identity on the page of the account");
    await at.context().close(); // the provider's own pages have faults
  });
}
