// Verifies the ledger without leaving the page, and shows how far it is.
const form = document.getElementById("verify");
const button = form.querySelector("button");
const bar = form.querySelector("progress");
const result = document.getElementById("verified");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  bar.hidden = false;
  bar.value = 0;
  say("", form.dataset.running);
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/x-ndjson" } });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    let last;
    for await (const line of lines(answer.body)) {
      last = JSON.parse(line);
      bar.max = last.total || 1;
      bar.value = last.total ? last.done : 1;
    }
    if (!last?.report) throw new Error(last?.error ?? "");
    show(last.report);
  } catch (error) {
    say("bad", `${form.dataset.failed} ${error.message}`);
  }
  button.disabled = false;
  bar.hidden = true;
});

async function* lines(body) {
  let rest = "";
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    yield* parts.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}

function say(kind, text) {
  const p = document.createElement("p");
  p.className = kind;
  p.textContent = text;
  result.replaceChildren(p);
}

function show(report) {
  say(report.lines.length ? "bad" : "good", report.lines.length ? form.dataset.bad : form.dataset.ok);
  const list = document.createElement("ul");
  for (const line of report.lines) {
    const item = document.createElement("li");
    item.textContent = line;
    list.append(item);
  }
  if (report.lines.length) result.append(list);
  const counts = document.createElement("p");
  counts.className = "quiet";
  counts.textContent = form.dataset.counts.replace("%d", report.entries).replace("%d", report.appends);
  result.append(counts);
}
