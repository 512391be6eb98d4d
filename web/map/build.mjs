// Makes what the chart of the watch needs into web/static/built, which the program carries with it:
//
//   npm ci --ignore-scripts && npm run build
//
// the drawing library with its worker and its licence, and atlas.json: the land of the world from Natural Earth 1:50m, and land
// and borders of the theatre, where the assets lie, from 1:10m. Natural Earth is in the public domain. Borders elsewhere are
// left out: a chart does not need them, and several are disputed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { feature, mesh } from "topojson-client";

const require = createRequire(import.meta.url);
const out = fileURLToPath(new URL("../static/built/", import.meta.url));

// The chart of the world is coarse; within the theatre a finer one covers it.
const world = { west: -180, south: -80, east: 180, north: 84 };
const theatre = { west: -12, south: 47.5, east: 32, north: 68 };

// Coordinates are whole numbers of that many to a degree: ten thousand is 11 metres of latitude.
const world1 = 1_000, theatre1 = 10_000;

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const library = new URL("node_modules/maplibre-gl/", import.meta.url);
keep("maplibre-gl.mjs", readFileSync(new URL("dist/maplibre-gl.mjs", library)));
keep("maplibre-gl-worker.mjs", readFileSync(new URL("dist/maplibre-gl-worker.mjs", library)));
keep("maplibre-gl.txt", readFileSync(new URL("LICENSE.txt", library)));
keep("atlas.json", JSON.stringify({
  world: { per: world1, ...cut("50m", world, world1) },
  theatre: { per: theatre1, box: theatre, ...cut("10m", theatre, theatre1) },
}));

// keep writes a file as it is sent: packed, a third as long.
function keep(name, content) {
  writeFileSync(`${out}${name}.gz`, gzipSync(content, { level: 9 }));
}

// cut returns land and borders within a box.
function cut(scale, box, per) {
  const topology = JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`), "utf8"));
  const { land, countries } = topology.objects;
  const shapes = feature(topology, land).features.flatMap((f) => f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates);
  const borders = box === theatre ? mesh(topology, countries, (a, b) => a !== b).coordinates : [];
  return {
    land: shapes.flatMap(copies).map((rings) => rings.map((ring) => clipRing(ring, box)).filter((ring) => ring.length > 3).map((ring) => pack(ring, per))).filter((rings) => rings.length),
    borders: borders.flatMap((line) => clipLine(line, box)).map((line) => pack(line, per)),
  };
}

// copies returns a shape once for each turn of the world in which a part of it lies: the rings of one that crosses the
// antimeridian are drawn on beyond it, and one around a pole is led there.
function copies(rings) {
  const flat = rings.map(unwind);
  const lons = flat.flat().map((p) => p[0]);
  const [least, most] = [lons, lons].map((all, i) => all.reduce((a, b) => (i ? Math.max(a, b) : Math.min(a, b))));
  return [-360, 0, 360].filter((turn) => most + turn > -180 && least + turn < 180).map((turn) => flat.map((ring) => ring.map(([lon, lat]) => [lon + turn, lat])));
}

function unwind(ring) {
  const way = [ring[0]];
  for (const [lon, lat] of ring.slice(1)) {
    const before = way.at(-1)[0];
    way.push([lon - 360 * Math.round((lon - before) / 360), lat]);
  }
  const [first, last] = [way[0], way.at(-1)];
  if (Math.abs(first[0] - last[0]) < 180) return way;
  const pole = Math.sign(first[1]) * 90;
  return [...way, [last[0], pole], [first[0], pole], first];
}

// clipRing cuts a ring at the four sides of a box, one after the other. What lies along a side stays: it is filled, never drawn.
function clipRing(ring, { west, south, east, north }) {
  for (const [axis, limit, sign] of [[0, west, 1], [0, east, -1], [1, south, 1], [1, north, -1]]) {
    const inside = (p) => sign * (p[axis] - limit) >= 0;
    const kept = [];
    ring.forEach((p, i) => {
      const before = ring[(i || ring.length) - 1];
      if (inside(p) !== inside(before)) kept.push(meet(before, p, axis, limit));
      if (inside(p)) kept.push(p);
    });
    ring = kept;
  }
  if (ring.length) ring = [...ring, ring[0]];
  return ring;
}

// clipLine returns the parts of a line whose points lie within a box.
function clipLine(line, { west, south, east, north }) {
  const parts = [[]];
  for (const p of line) {
    if (p[0] > west && p[0] < east && p[1] > south && p[1] < north) parts.at(-1).push(p);
    else if (parts.at(-1).length) parts.push([]);
  }
  return parts.filter((part) => part.length > 1);
}

// meet returns where the way from p to q passes a limit.
function meet(p, q, axis, limit) {
  const part = (limit - p[axis]) / (q[axis] - p[axis]);
  const point = [p[0] + part * (q[0] - p[0]), p[1] + part * (q[1] - p[1])];
  point[axis] = limit;
  return point;
}

// pack writes points as differences of whole numbers: x, y, then from each point to the next. Points that fall onto the one
// before are left out.
function pack(points, per) {
  const flat = [];
  let x = 0, y = 0;
  for (const p of points) {
    const dx = Math.round(p[0] * per) - x, dy = Math.round(p[1] * per) - y;
    if (flat.length && !dx && !dy) continue;
    flat.push(dx, dy);
    x += dx;
    y += dy;
  }
  return flat;
}
