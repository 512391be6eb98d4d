// Makes and shows passkeys, for the forms of the page. The server says and hears JSON; browsers want bytes.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((c) => ({ ...c, id: toBytes(c.id) }));

async function ask(url, body) {
  const answer = await fetch(url, { method: "POST", body });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.problem);
  return said;
}

const tell = (url, key, response) =>
  ask(url, new Blob([JSON.stringify({ id: key.id, rawId: toText(key.rawId), type: key.type, clientExtensionResults: {}, response })], { type: "application/json" }));

async function make(form) {
  const { publicKey } = await ask("/passkey/begin", new URLSearchParams(new FormData(form)));
  const key = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: named(publicKey.excludeCredentials),
    },
  });
  const { attestationObject, clientDataJSON } = key.response;
  return tell("/passkey/made", key, {
    attestationObject: toText(attestationObject),
    clientDataJSON: toText(clientDataJSON),
    transports: key.response.getTransports?.() ?? [],
  });
}

async function show(form) {
  const { publicKey } = await ask("/passkey/begin", new URLSearchParams(new FormData(form)));
  const key = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: named(publicKey.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = key.response;
  return tell("/passkey/shown", key, {
    authenticatorData: toText(authenticatorData),
    clientDataJSON: toText(clientDataJSON),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : undefined,
  });
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const button = form.querySelector("button");
  const problem = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    button.disabled = true;
    try {
      const { next } = await (form.dataset.passkey === "show" ? show(form) : make(form));
      location.assign(next);
    } catch (error) {
      const words = { NotAllowedError: problem.dataset.cancelled, InvalidStateError: problem.dataset.known };
      problem.textContent = words[error.name] ?? error.message;
      problem.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
}
