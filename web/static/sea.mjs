// Draws a chart of the sea: land, assets with their corridors, areas, ships, tracks and what happened. The library that draws is
// made by make (web/map); the colours are those of the style sheet, so that they follow its themes. Nothing is fetched from
// elsewhere: letters are drawn with the fonts of the machine, marks on a canvas.
import { places } from "./places.mjs";

const fonts = ["Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial", "sans-serif"];
const cjk = '"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
const fine = 4.5; // the zoom from which the theatre is drawn finely

const colours = ["sea", "land", "coast", "grid", "border", "place", "power", "telecom", "pipeline", "other", "corridor", "area", "hull", "alarm", "track", "seen", "halo", "name"];

// openSea makes a chart in a section that shows, at first, the features of each source and a box around points. It rejects where
// the browser cannot draw one.
export async function openSea(section, plan, contents) {
  const [{ Map: Chart, setWorkerUrl }, atlas, { features, points }] = await Promise.all([import(plan.library), json(plan.atlas), contents]);
  setWorkerUrl(new URL(plan.worker, location.href).href);
  const zh = plan.lang === "zh";
  let palette = readPalette(section);
  const container = section.querySelector(".sea-canvas");
  const map = new Chart({
    container, style: style(palette, atlas, zh, features), bounds: around(points), fitBoundsOptions: fitting(container), minZoom: 1.5, maxZoom: 15, attributionControl: false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, fadeDuration: 0, localIdeographFontFamily: cjk,
    locale: { "Map.Title": section.dataset.title }, renderWorldCopies: true,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.setMissingStyleImageResolver((id) => {
    const image = draw(id, palette);
    if (image) map.addImage(id, image, { pixelRatio: 2 });
  });
  await new Promise((resolve, reject) => {
    map.once("load", resolve);
    map.once("error", (event) => reject(event.error));
  });

  // The colours change with the theme: every layer and every mark is painted anew.
  const repaint = () => {
    palette = readPalette(section);
    for (const layer of layers(palette, zh)) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name, value);
    }
    for (const id of map.listImages()) map.updateImage(id, draw(id, palette));
  };
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new ResizeObserver(() => map.resize()).observe(container);

  return {
    map,
    // show replaces what a source holds.
    show: (source, features) => map.getSource(source).setData({ type: "FeatureCollection", features }),
    // layer shows or hides the layers of a name.
    layer: (name, on) => {
      for (const layer of layers(palette, zh)) {
        if (layer.metadata === name) map.setLayoutProperty(layer.id, "visibility", on ? "visible" : "none");
      }
    },
    // fit shows the box of the beginning.
    fit: () => map.fitBounds(around(points), { ...fitting(container), animate: !still.matches }),
  };
}

// fitting leaves room for names around what is shown.
function fitting({ clientWidth: width, clientHeight: height }) {
  return { padding: { top: height * 0.16, bottom: height * 0.12, left: width * 0.1, right: width * 0.14 }, maxZoom: 10 };
}

// around returns a box around points; without any, around the waters of Northern Europe.
function around(points) {
  if (!points.length) return [[-12, 48], [32, 67]];
  let [[west, south]] = points, [east, north] = points[0];
  for (const [lon, lat] of points) {
    [west, south, east, north] = [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)];
  }
  return [[west, south], [east, north]];
}

const still = matchMedia("(prefers-reduced-motion: reduce)");

// json fetches data of this site.
export async function json(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

// readPalette returns the colours of the sheet as they are now.
function readPalette(section) {
  const probe = document.createElement("i");
  probe.hidden = true;
  section.append(probe);
  const palette = {};
  for (const name of colours) {
    probe.style.color = `var(--sea-${name})`;
    palette[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return palette;
}

// faded returns a colour with less of it.
function faded(colour, part) {
  return colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${part})`);
}

function feature(type, coordinates, properties = {}) {
  return { type: "Feature", geometry: { type, coordinates }, properties };
}

const source = (features = []) => ({ type: "geojson", data: { type: "FeatureCollection", features } });

// unpack reads lines written as differences of whole numbers.
function unpack(flat, per) {
  const points = [];
  for (let i = 0, x = 0, y = 0; i < flat.length; i += 2) {
    x += flat[i];
    y += flat[i + 1];
    points.push([x / per, y / per]);
  }
  return points;
}

// shores returns the parts of the rings of a shape that do not lie along the edges of the box that it was cut to.
function shores(rings, box) {
  const along = (p, q) => (p[0] === q[0] && (p[0] === box.west || p[0] === box.east)) || (p[1] === q[1] && (p[1] === box.south || p[1] === box.north));
  const parts = [];
  for (const ring of rings) {
    let part = [];
    ring.forEach((p, i) => {
      if (i && along(ring[i - 1], p)) part = [];
      part.push(p);
      if (part.length === 2) parts.push(part);
    });
  }
  return parts;
}

function style(palette, { world, theatre }, zh, features) {
  const far = world.land.map((rings) => rings.map((ring) => unpack(ring, world.per)));
  const near = theatre.land.map((rings) => rings.map((ring) => unpack(ring, theatre.per)));
  const { west, south, east, north } = theatre.box;
  const box = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  const edges = { west: -180, east: 180, south: -80, north: 84 };
  return {
    version: 8,
    sources: {
      world: source(far.map((rings) => feature("Polygon", rings))),
      shore: source(far.flatMap((rings) => shores(rings, edges)).map((line) => feature("LineString", line))),
      box: source([feature("Polygon", [box])]),
      theatre: source(near.map((rings) => feature("Polygon", rings))),
      coast: source(near.flatMap((rings) => shores(rings, theatre.box)).map((line) => feature("LineString", line))),
      borders: source(theatre.borders.map((line) => feature("LineString", unpack(line, theatre.per)))),
      grid: source(grid()),
      places: source(places.map(([lon, lat, en, name, kind, zoom]) => feature("Point", [lon, lat], { name: zh ? name : en, kind, zoom }))),
      ...Object.fromEntries(["areas", "corridors", "assets", "tracks", "seen", "marks", "ships"].map((name) => [name, source(features[name])])),
    },
    layers: layers(palette, zh),
  };
}

// grid returns meridians and parallels, every ten degrees, every two, and every half.
function grid() {
  const all = [];
  const name = (v, a, b) => `${Math.floor(Math.abs(v))}°${v % 1 ? "30′" : ""}${v < 0 ? b : v > 0 ? a : ""}`;
  const add = (step, level, west, south, east, north) => {
    for (let x = west; x <= east; x += step) {
      if (level && !(x % 10)) continue;
      all.push(feature("LineString", [[x, south], [x, (south + north) / 2], [x, north]], { level, name: name(x, "E", "W") }));
    }
    for (let y = south; y <= north; y += step) {
      if (level && !(y % 10)) continue;
      const line = [];
      for (let x = west; x <= east; x += 5) line.push([x, y]);
      all.push(feature("LineString", line, { level, name: name(y, "N", "S") }));
    }
  };
  add(10, 0, -180, -80, 180, 80);
  add(2, 1, -40, 30, 50, 80);
  add(0.5, 2, -15, 45, 35, 70);
  return all;
}

// wide is a width of so many metres on the ground: w is that width in pixels at zoom 0.
const wide = ["interpolate", ["exponential", 2], ["zoom"], 0, ["get", "w"], 20, ["*", ["get", "w"], 2 ** 20]];
const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
const isKind = (kind) => ["==", ["get", "kind"], kind];

// layers returns all layers from the bottom to the top. Their metadata is the name by which they are switched.
function layers(p, zh) {
  const text = { "text-font": fonts, "text-max-width": 8, "text-letter-spacing": zh ? 0.05 : 0 };
  const halo = { "text-halo-color": p.halo, "text-halo-width": 1.4 };
  const round = { "line-cap": "round", "line-join": "round" };
  const line = (id, from, paint, more = {}) => ({ id, type: "line", source: from, paint, layout: { "line-join": "round" }, ...more });
  const fill = (id, from, colour, more = {}) => ({ id, type: "fill", source: from, paint: { "fill-color": colour, "fill-antialias": false }, ...more });
  const known = ["power", "telecom", "pipeline"];
  const other = ["!", ["in", ["get", "kind"], ["literal", known]]];
  const width = byZoom(4, 1.1, 8, 2.2, 12, 3.4);
  return [
    { id: "sea", type: "background", paint: { "background-color": p.sea } },
    fill("world", "world", p.land),
    line("shore", "shore", { "line-color": p.coast, "line-width": 0.8 }, { maxzoom: 6 }),
    fill("box", "box", p.sea, { minzoom: fine }),
    fill("theatre", "theatre", p.land, { minzoom: fine }),
    line("coast", "coast", { "line-color": p.coast, "line-width": byZoom(4, 0.6, 9, 1.3) }, { minzoom: fine }),
    line("borders", "borders", { "line-color": p.border, "line-width": 0.9, "line-dasharray": [4, 2, 1, 2] }, { minzoom: fine }),
    ...[[0, 0, 24], [1, 5, 24], [2, 7.2, 24]].flatMap(([level, minzoom, maxzoom]) => [
      line(`grid${level}`, "grid", { "line-color": p.grid, "line-width": level ? 0.5 : 0.8 }, { minzoom, maxzoom, filter: ["==", ["get", "level"], level] }),
      { id: `degrees${level}`, type: "symbol", source: "grid", minzoom: Math.max(2.5, minzoom), maxzoom, filter: ["==", ["get", "level"], level],
        layout: { ...text, "symbol-placement": "line", "symbol-spacing": 420, "text-field": ["get", "name"], "text-size": 10, "text-keep-upright": true, "text-padding": 6 },
        paint: { "text-color": p.border, "text-halo-color": p.halo, "text-halo-width": 1 } },
    ]),
    { id: "area", metadata: "areas", type: "fill", source: "areas", paint: { "fill-pattern": "hatch" } },
    line("area-edge", "areas", { "line-color": p.area, "line-width": 1, "line-dasharray": [2, 2] }, { metadata: "areas" }),
    { id: "area-name", metadata: "areas", type: "symbol", source: "areas", minzoom: 8,
      layout: { ...text, "text-field": ["get", "name"], "text-size": 10.5 }, paint: { "text-color": p.area, ...halo } },
    line("corridor", "corridors", { "line-color": p.corridor, "line-width": wide, "line-opacity": 0.1 }, { metadata: "corridors", minzoom: 5.5 }),
    line("corridor-edge", "corridors", { "line-color": p.corridor, "line-width": 0.8, "line-gap-width": wide, "line-opacity": 0.75, "line-dasharray": [5, 4] }, { metadata: "corridors", minzoom: 6.5 }),
    fill("shape", "assets", faded(p.other, 0.16), { metadata: "other", filter: ["all", other, ["==", ["geometry-type"], "Polygon"]] }),
    line("other", "assets", { "line-color": p.other, "line-width": width, "line-dasharray": [1.5, 1.5] }, { metadata: "other", filter: other }),
    line("pipeline", "assets", { "line-color": p.pipeline, "line-width": width }, { metadata: "pipeline", filter: isKind("pipeline"), layout: round }),
    { id: "pipeline-dots", metadata: "pipeline", type: "symbol", source: "assets", filter: isKind("pipeline"),
      layout: { "symbol-placement": "line", "symbol-spacing": 26, "icon-image": "dot", "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": byZoom(4, 0.6, 9, 1) } },
    line("telecom", "assets", { "line-color": p.telecom, "line-width": width, "line-dasharray": [4, 2.2] }, { metadata: "telecom", filter: isKind("telecom") }),
    line("power", "assets", { "line-color": p.power, "line-width": byZoom(4, 1.6, 8, 3, 12, 4.4) }, { metadata: "power", filter: isKind("power"), layout: round }),
    { id: "power-bolts", metadata: "power", type: "symbol", source: "assets", filter: isKind("power"), minzoom: 5,
      layout: { "symbol-placement": "line", "symbol-spacing": 120, "icon-image": "bolt", "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-rotation-alignment": "viewport" } },
    ...["power", "telecom", "pipeline", "other"].map((kind) => ({
      id: `${kind}-name`, metadata: kind, type: "symbol", source: "assets", minzoom: 6, filter: kind === "other" ? other : isKind(kind),
      layout: { ...text, "symbol-placement": kind === "other" ? "point" : "line", "text-field": ["get", "name"], "text-size": 11, "symbol-spacing": 320, "text-offset": [0, -0.9], "text-max-angle": 38 },
      paint: { "text-color": p[kind], ...halo } })),
    { id: "seas", type: "symbol", source: "places", filter: ["all", isKind("sea"), [">=", ["zoom"], ["get", "zoom"]]],
      layout: { ...text, "text-field": ["get", "name"], "text-size": byZoom(2, 11, 8, 15), "text-letter-spacing": 0.12, "text-padding": 6 }, paint: { "text-color": p.place, ...halo } },
    { id: "lands", type: "symbol", source: "places", filter: ["all", isKind("land"), [">=", ["zoom"], ["get", "zoom"]]],
      layout: { ...text, "text-field": ["get", "name"], "text-size": byZoom(2, 10, 8, 14), "text-letter-spacing": 0.06, "text-transform": "uppercase" },
      paint: { "text-color": p.name, "text-opacity": 0.75, "text-halo-color": p.land, "text-halo-width": 1.2 } },
    { id: "towns", type: "symbol", source: "places", filter: ["all", isKind("town"), [">=", ["zoom"], ["get", "zoom"]]],
      layout: { ...text, "text-field": ["get", "name"], "text-size": 11, "icon-image": "town", "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.5 },
      paint: { "text-color": p.name, "text-halo-color": p.land, "text-halo-width": 1.2 } },
    line("track", "tracks", { "line-color": p.track, "line-width": 1.8, "line-opacity": 0.9 }, { layout: round, filter: ["==", ["get", "gap"], 0] }),
    line("track-gap", "tracks", { "line-color": p.track, "line-width": 1.2, "line-dasharray": [2, 4] }, { filter: ["==", ["get", "gap"], 1] }),
    { id: "seen", metadata: "seen", type: "symbol", source: "seen", layout: { "icon-image": "seen", "icon-allow-overlap": true } },
    { id: "marks", type: "symbol", source: "marks",
      layout: { ...text, "icon-image": ["get", "icon"], "icon-allow-overlap": true, "text-field": ["get", "say"], "text-size": 11, "text-optional": true, "text-variable-anchor": ["top-left", "bottom-left", "top-right", "bottom-right", "top", "bottom"], "text-radial-offset": 0.9, "text-max-width": 14, "text-justify": "auto" },
      paint: { "text-color": p.alarm, ...halo } },
    { id: "ships", metadata: "ships", type: "symbol", source: "ships",
      layout: { "icon-image": ["get", "icon"], "icon-rotate": ["get", "turn"], "icon-rotation-alignment": "map", "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": byZoom(3, ["*", 0.6, ["get", "size"]], 8, ["*", 0.9, ["get", "size"]], 11, 1.15), "symbol-sort-key": ["get", "rank"] } },
    ...[["ship-names", 2, 1], ["ship-names-near", 9.5, 0]].map(([id, minzoom, say]) => ({
      id, metadata: "ships", type: "symbol", source: "ships", minzoom, filter: ["==", ["get", "say"], say],
      layout: { ...text, "text-field": ["get", "name"], "text-size": 11.5, "text-variable-anchor": ["bottom", "top", "left", "right"], "text-radial-offset": 1.1 },
      paint: { "text-color": ["case", ["get", "alarm"], p.alarm, p.hull], ...halo } })),
  ];
}

// draw returns the picture of a mark, twice as large as it is shown.
function draw(id, p) {
  const size = { hatch: 10, dot: 8, town: 6, bolt: 18, seen: 12, crossed: 16, ahead: 16 }[id] ?? 26;
  const c = new OffscreenCanvas(2 * size, 2 * size).getContext("2d");
  c.scale(2, 2);
  c.translate(size / 2, size / 2);
  c.lineJoin = c.lineCap = "round";
  const path = (d, fill, stroke, width = 1.2) => {
    const shape = new Path2D(d);
    c.lineWidth = width;
    if (stroke) { c.strokeStyle = stroke; c.stroke(shape); }
    if (fill) { c.fillStyle = fill; c.fill(shape); }
  };
  const ring = (r, fill, stroke, width) => path(`M${r} 0A${r} ${r} 0 1 1 ${-r} 0A${r} ${r} 0 1 1 ${r} 0Z`, fill, stroke, width);
  const hull = "M0-9 5.4 7.6 0 4.4-5.4 7.6Z";
  const marks = {
    hatch: () => path("M-7 7 7-7M-7-3-3-7M3 7 7 3", null, faded(p.area, 0.45), 0.9),
    dot: () => ring(2.7, p.pipeline, p.halo, 0.6),
    town: () => ring(1.8, p.land, p.name, 1),
    bolt: () => path("M2-7-4.2 1.2H-.4L-2 7 4.6-1.5H.6Z", p.power, p.halo, 1.6),
    seen: () => path("M-3.6-3.6h7.2v7.2h-7.2Z", faded(p.seen, 0.2), p.seen, 1.4),
    crossed: () => { path("M-4.5-4.5 4.5 4.5M-4.5 4.5 4.5-4.5", null, p.halo, 4.6); path("M-4.5-4.5 4.5 4.5M-4.5 4.5 4.5-4.5", null, p.alarm, 2.2); },
    ahead: () => { ring(5, p.halo, p.alarm, 1.8); ring(1.6, p.alarm); },
    "under-way": () => path(hull, p.hull, p.halo, 2),
    lying: () => ring(3.6, p.hull, p.halo, 1.6),
    stale: () => { path(hull, p.halo, p.hull, 1.3); },
    alarm: () => { ring(11.2, null, p.alarm, 1.8); path(hull, p.alarm, p.halo, 2.2); },
    "alarm-lying": () => { ring(11.2, null, p.alarm, 1.8); ring(4.6, p.alarm, p.halo, 1.6); },
  };
  const [mark, chosen] = id.split("+");
  if (!marks[mark]) return null;
  marks[mark]();
  if (chosen) path("M-11.5-6v-5.5H-6M6-11.5h5.5V-6M11.5 6v5.5H6M-6 11.5h-5.5V6", null, p.name, 1.8);
  return c.getImageData(0, 0, 2 * size, 2 * size);
}

// corridors returns the lines of assets in pieces, each with the width of its corridor at its latitude.
export function corridors(features) {
  const circle = 40_075_016.686, tile = 512, most = 0.5; // metres, pixels, degrees of latitude
  const all = [];
  for (const f of features) {
    const lines = f.geometry.type === "LineString" ? [f.geometry.coordinates] : f.geometry.coordinates;
    for (const line of lines) {
      let piece = [line[0]];
      const close = () => {
        const lat = (piece[0][1] + piece.at(-1)[1]) / 2;
        if (piece.length > 1) all.push(feature("LineString", piece, { w: 2 * f.properties.half * tile / (circle * Math.cos(lat * Math.PI / 180)) }));
      };
      for (let i = 1; i < line.length; i++) {
        const [p, q] = [line[i - 1], line[i]];
        const parts = Math.max(1, Math.ceil(Math.abs(q[1] - p[1]) / most));
        for (let k = 1; k <= parts; k++) {
          piece.push([p[0] + (q[0] - p[0]) * k / parts, p[1] + (q[1] - p[1]) * k / parts]);
          if (Math.abs(piece.at(-1)[1] - piece[0][1]) >= most) {
            close();
            piece = [piece.at(-1)];
          }
        }
      }
      close();
    }
  }
  return all;
}

export { feature };
