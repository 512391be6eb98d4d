// The pages of the watch: a chart that shows the sea at a time, and a timeline that moves it. The tables of the page say the same
// as the chart; they are taken in anew from the server when another time is shown.
import { corridors, feature, json, openSea } from "./sea.mjs";

const section = document.querySelector("[data-chart]");
const plan = JSON.parse(section.dataset.chart);
const words = plan.words;
const picked = section.querySelector(".sea-picked");
const silent = 600; // seconds after which a ship's mark is hollow
const held = 900; // seconds between two reports over which a way is drawn straight

let sea;
let tracks = []; // of all ships, where they are few
let events = { revisions: [], seen: [] };
let now = plan.at; // Unix seconds
let chosen = plan.focus.mmsi ?? 0;
let extra = null; // the track of the chosen ship, where not all are at hand
let shown = []; // ships, as they were painted last
let asked = null; // the question for ships that is under way

// contents fetches what the chart shows, while the library that draws it is on its way.
async function contents() {
  const [assets, areas, happened, whole] = await Promise.all([
    json("/watch/assets.geojson"), json("/watch/areas.geojson"), json("/watch/events.json"), plan.whole ? json("/watch/tracks.json") : { ships: [] },
  ]);
  events = happened;
  tracks = whole.ships;
  if (chosen) await fetchTrack();
  const lines = assets.features.filter((f) => f.geometry.type.includes("LineString"));
  const painted = await paintings();
  return { points: home(assets.features), features: { assets: assets.features, areas: areas.features, corridors: corridors(lines), ...painted } };
}

async function begin() {
  const what = contents();
  if (plan.library) await draw(what);
  await what;
  const form = document.querySelector("[data-timeline]");
  if (form) timeline(form);
  search();
  fades();
  if (plan.live) setInterval(poll, 2000);
}

// draw opens the chart. Where the browser cannot, the tables are moved all the same.
async function draw(what) {
  try {
    sea = await openSea(section, plan, what);
  } catch (error) {
    section.querySelector(".sea-problem").hidden = false;
    section.dataset.state = "failed";
    console.warn(error);
    return;
  }
  if (plan.synthetic) stamp();
  sea.map.once("idle", () => { section.dataset.state = "ready"; });
  tell();
  tools();
}

// stamp says across the chart that it shows an exercise.
function stamp() {
  const mark = document.createElement("p");
  mark.className = "sea-stamp";
  mark.textContent = words.exercise;
  mark.setAttribute("aria-hidden", "true"); // the page says it in words
  section.append(mark);
}

// home returns points around what the page is about.
function home(assets) {
  const points = (line) => line.points.map((p) => [p[2], p[1]]);
  if (plan.focus.warning) {
    const last = events.revisions.filter((r) => r.id === plan.focus.warning).at(-1);
    if (last) return [last, ...last.crossed, ...last.next.slice(0, 2)].map((e) => [e.lon, e.lat]);
  }
  const own = tracks.filter((t) => !chosen || t.mmsi === chosen).flatMap(points);
  if (own.length) return own;
  const raised = events.revisions.map((e) => [e.lon, e.lat]);
  if (raised.length && !plan.live) return raised;
  if (shown.length) return most(shown.map((s) => [s[2], s[1]]));
  return assets.flatMap((f) => f.geometry.coordinates.flat(f.geometry.type === "Polygon" ? 1 : 0));
}

// most returns corners around points, without those that lie far off.
function most(points) {
  const part = (axis, share) => points.map((p) => p[axis]).sort((a, b) => a - b)[Math.round(share * (points.length - 1))];
  return [[part(0, 0.04), part(1, 0.04)], [part(0, 0.96), part(1, 0.96)]];
}

// warningsAt returns the last revision of each warning at the time that is shown, and what the last of all knows of it.
function warningsAt(at) {
  const open = new Map();
  const last = new Map(events.revisions.map((r) => [r.id, r]));
  for (const r of events.revisions) {
    if (r.at <= at) open.set(r.id, r);
  }
  return [...open.values()].map((r) => ({ ...r, crossed: last.get(r.id).crossed.filter((c) => c.at <= at) }));
}

// place returns where a ship of a track was, [mmsi, lat, lon, knots, course, status, age, name], or null.
function place({ mmsi, name, points }, at) {
  let low = 0, high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= at) low = middle + 1; else high = middle;
  }
  if (!low) return null;
  const p = points[low - 1], q = points[low];
  let [time, lat, lon, knots, course, status] = p;
  if (q && q[0] - time <= held) {
    const part = (at - time) / (q[0] - time);
    lat += part * (q[1] - lat);
    lon += part * (q[2] - lon);
    time = at;
  }
  if (at - time > plan.memory) return null;
  return [mmsi, lat, lon, knots, course, status, at - time, name];
}

// shipsAt returns the ships at a time; null when another time was asked for meanwhile.
async function shipsAt(at) {
  if (plan.whole) return tracks.map((t) => place(t, at)).filter(Boolean);
  asked?.abort();
  asked = new AbortController();
  const query = plan.live ? "" : `?at=${new Date(at * 1000).toISOString().replace(".000", "")}`;
  try {
    const answer = await json(`/watch/ships.json${query}`, { signal: asked.signal });
    if (plan.live) {
      now = answer.at;
      say(now);
    }
    if (answer.revisions !== events.revisions.length && plan.live) await refresh();
    return answer.ships;
  } catch (error) {
    if (error.name === "AbortError") return null;
    throw error;
  }
}

// paintings returns what changes with time, as it is at the time that is shown; null when another was asked for meanwhile.
async function paintings() {
  const at = now;
  const ships = await shipsAt(at);
  if (!ships) return null;
  shown = ships;
  const open = warningsAt(plan.live ? Infinity : at);
  const alarmed = new Set(open.filter((w) => !w.ended && !w.quiet).map((w) => w.mmsi));
  return {
    ships: ships.map((s) => mark(s, alarmed.has(s[0]), ships.length)),
    marks: open.filter((w) => !w.quiet || w.id === plan.focus.warning).flatMap((w) => marks(w, at)),
    seen: events.seen.filter((d) => plan.live || d.at <= at).map((d) => feature("Point", [d.lon, d.lat], { name: d.name, mmsi: d.mmsi })),
    tracks: ways(alarmed, at),
  };
}

// paint draws the sea at the time that is shown.
async function paint() {
  const all = await paintings();
  if (!sea) return;
  for (const [source, features] of Object.entries(all ?? {})) sea.show(source, features);
  tell();
}

// mark returns the mark of a ship.
function mark([mmsi, lat, lon, knots, course, , age, name], alarm, all) {
  const lies = knots !== null && knots < 0.5 || course === null;
  let icon = lies ? "lying" : age > silent ? "stale" : "under-way";
  if (alarm) icon = lies ? "alarm-lying" : "alarm";
  if (mmsi === chosen) icon += "+chosen";
  const say = alarm || mmsi === chosen || all <= 30 ? 1 : 0;
  const size = all > 500 && !alarm ? 0.6 : 1; // in a crowd
  return feature("Point", [lon, lat], { mmsi, name, icon, turn: lies ? 0 : course, say, alarm, size, rank: alarm ? 2 : mmsi === chosen ? 1 : 0 });
}

// marks returns where the ship of a warning passed over assets, and where it would.
function marks(warning, at) {
  const time = (t) => new Date(t * 1000).toISOString().slice(11, 16);
  const all = warning.crossed.map((c) => feature("Point", [c.lon, c.lat], { icon: "crossed", say: `${c.name} ${time(c.at)}` }));
  if (warning.ended) return all;
  for (const n of warning.next.slice(0, warning.id === plan.focus.warning ? 6 : 2)) {
    const minutes = Math.round((n.at - at) / 60);
    if (minutes >= 0) all.push(feature("Point", [n.lon, n.lat], { icon: "ahead", say: `${n.name} ${minutes} ${words.minutes}` }));
  }
  return all;
}

// ways returns the tracks of the chosen ship and of those in a warning, up to a time; apart from them, what lies between two
// reports that are far from each other.
function ways(alarmed, at) {
  const some = tracks.filter((t) => alarmed.has(t.mmsi) || t.mmsi === chosen);
  if (extra && extra.mmsi === chosen) some.push(extra);
  const all = [];
  for (const t of some) {
    const points = t.points.filter((p) => plan.live || p[0] <= at);
    const here = shown.find((s) => s[0] === t.mmsi);
    if (here && points.length) points.push([Math.min(at - here[6], points.at(-1)[0] + held), here[1], here[2]]);
    let line = [];
    points.forEach((p, i) => {
      const before = points[i - 1];
      if (before && p[0] - before[0] > held) {
        all.push(feature("LineString", line, { gap: 0 }), feature("LineString", [[before[2], before[1]], [p[2], p[1]]], { gap: 1 }));
        line = [];
      }
      line.push([p[2], p[1]]);
    });
    all.push(feature("LineString", line, { gap: 0 }));
  }
  return all.filter((f) => f.geometry.coordinates.length > 1);
}

async function fetchTrack() {
  extra = plan.whole ? null : await json(`/watch/track/${chosen}.json`);
}

// tell says which ship is chosen, and what it does.
function tell() {
  const ship = shown.find((s) => s[0] === chosen);
  picked.hidden = !ship || Boolean(plan.focus.mmsi);
  if (picked.hidden) return;
  const [mmsi, , , knots, course, , , name] = ship;
  const link = document.createElement("a");
  link.href = `/watch/ship/${mmsi}`;
  link.textContent = name;
  const parts = [knots === null ? "" : `${knots.toFixed(1)} ${words.knots}`, course === null ? "" : `${String(Math.round(course) % 360).padStart(3, "0")}°`];
  picked.replaceChildren(link, ` ${parts.filter(Boolean).join(" · ")}`);
}

async function choose(mmsi) {
  chosen = chosen === mmsi ? 0 : mmsi;
  extra = null;
  if (chosen) await fetchTrack();
  await paint();
}

// tools connects what stands on the chart and in its legend.
function tools() {
  const { map } = sea;
  section.querySelector("[data-zoom=in]").addEventListener("click", () => map.zoomIn());
  section.querySelector("[data-zoom=out]").addEventListener("click", () => map.zoomOut());
  section.querySelector("[data-zoom=fit]").addEventListener("click", () => sea.fit());
  map.on("click", "ships", (event) => choose(event.features[0].properties.mmsi));
  map.on("mousemove", "ships", (event) => {
    map.getCanvas().style.cursor = "pointer";
    map.getCanvas().title = event.features[0].properties.name;
  });
  map.on("mouseleave", "ships", () => {
    map.getCanvas().style.cursor = "";
    map.getCanvas().title = "";
  });
  for (const box of document.querySelectorAll("[data-layer]")) {
    const set = () => sea.layer(box.dataset.layer, box.checked);
    box.addEventListener("change", set);
    set();
  }
}

// fades makes the list of warnings say what was known at the time that is shown.
function fades() {
  if (plan.live) return;
  const known = new Map(warningsAt(now).map((w) => [w.id, w]));
  for (const item of document.querySelectorAll("[data-warning]")) {
    const w = known.get(item.dataset.warning);
    item.classList.toggle("later", !w);
    if (!w) continue;
    item.classList.toggle("open", !w.ended && !w.quiet);
    item.querySelector("[data-asset]").textContent = w.name;
    item.querySelector("[data-crossed]").textContent = words.passed.replace("%d", w.crossed.length);
    item.querySelector("[data-ended]")?.toggleAttribute("hidden", !w.ended);
  }
}

// say writes the time that is shown.
function say(at) {
  const text = `${new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const output = document.querySelector("[data-now]");
  if (output) output.textContent = text;
  return text;
}

function timeline(form) {
  const range = form.elements.minute, button = form.querySelector("[data-play]"), pace = form.querySelector("[data-speed]");
  const wanted = (plan.to - plan.from) / 60; // the whole in about a minute
  pace.value = [...pace.options].map((o) => o.value).reduce((best, v) => (Math.abs(Math.log(v / wanted)) < Math.abs(Math.log(best / wanted)) ? v : best));
  let playing = false, last = 0, painting = false, waiting = 0, tabled = 0;

  // move shows another time: the chart at once, the tables when it has come to rest, or now and then.
  async function move(to) {
    now = Math.min(plan.to, Math.max(plan.from, to));
    range.value = (now - plan.from) / 60;
    range.setAttribute("aria-valuetext", say(now));
    fades();
    clearTimeout(waiting);
    if (playing && performance.now() - tabled > 2000) tables(); else waiting = setTimeout(rest, 350);
    if (painting) return;
    painting = true;
    try { await paint(); } finally { painting = false; }
  }

  function tables() {
    tabled = performance.now();
    table();
  }

  function rest() {
    if (!playing) history.replaceState(null, "", `${location.pathname}?${query()}`);
    tables();
  }

  function step(time) {
    if (!playing) return;
    if (last && !painting) {
      move(now + Math.min(0.25, (time - last) / 1000) * Number(pace.value));
      last = time;
    }
    last ||= time;
    if (now >= plan.to) play(false);
    requestAnimationFrame(step);
  }

  function play(on) {
    playing = on;
    last = 0;
    form.classList.toggle("playing", on);
    button.setAttribute("aria-label", on ? words.pause : words.play);
    if (on && now >= plan.to) now = plan.from;
    if (on) requestAnimationFrame(step); else move(now);
  }

  range.step = "any";
  range.addEventListener("input", () => move(plan.from + 60 * Number(range.value)));
  range.addEventListener("keydown", (event) => { // "any" leaves the size of a step to the browser
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
    if (!by) return;
    event.preventDefault();
    move(now + 60 * by);
  });
  button.addEventListener("click", () => play(!playing));
  form.querySelector("[data-rewind]").addEventListener("click", () => move(plan.from));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("[data-list]").addEventListener("click", (event) => { // a warning's time leads there
    const link = event.target.closest("[data-when]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    play(false);
    move(Number(link.dataset.when));
  });
}

function query() {
  const q = new URLSearchParams({ at: new Date(Math.round(now) * 1000).toISOString().replace(".000", "") });
  const words = document.querySelector("#ships input[type=search]")?.value;
  if (words) q.set("q", words);
  return q;
}

// table takes in the table of ships of the time that is shown. Somebody who types in it is not disturbed.
async function table() {
  const place = document.querySelector("[data-ships]");
  if (!place) return;
  await take(place, `${place.dataset.ships}?${query()}`);
}

async function take(place, url) {
  const response = await fetch(url);
  if (!response.ok) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await response.text();
  const inside = place.contains(document.activeElement) ? document.activeElement : null;
  const field = inside?.matches("input") ? { value: inside.value, at: inside.selectionStart } : null;
  const link = inside?.getAttribute("href");
  place.replaceChildren(fresh.content);
  if (field) {
    const input = place.querySelector("input[type=search]");
    input.value = field.value;
    input.focus();
    input.setSelectionRange(field.at, field.at);
  } else if (link) {
    place.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus();
  }
}

// search carries out the search for a ship while it is typed.
function search() {
  const place = document.querySelector("[data-ships]");
  let waiting = 0;
  place?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(table, 250);
  });
  place?.addEventListener("submit", (event) => {
    event.preventDefault();
    table();
  });
}

// refresh takes in warnings that are new.
async function refresh() {
  events = await json("/watch/events.json");
  const list = document.querySelector("[data-list]");
  if (!list) return;
  await take(list, list.dataset.list);
  document.querySelector("#alerts .count").textContent = list.querySelectorAll("[data-warning]").length;
}

async function poll() {
  if (document.hidden) return;
  try {
    await paint();
    await table();
  } catch (error) {
    console.warn(error); // the next look may succeed
  }
}

await begin();
