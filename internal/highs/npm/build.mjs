// Makes what the solver needs into internal/highs/wasm/built, which the program carries with it:
//
//   npm ci --ignore-scripts && npm run build
//
// the HiGHS solver as WebAssembly, its licence, and names.json: the functions of HiGHS that it exports and those it wants, by the
// one or two letters to which the packer has shortened them. They change from version to version, so they are read from the
// script that comes with the module.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const library = new URL("node_modules/highs/", import.meta.url);
const out = fileURLToPath(new URL("../wasm/built/", import.meta.url));
const script = readFileSync(new URL("build/highs.js", library), "utf8");

const exports = {};
for (const [, name, short] of script.matchAll(/Module\["_(\w+)"\]\s*=\s*wasmExports\["([^"]+)"\]/g)) exports[name] = short;
exports.memory = script.match(/wasmMemory\s*=\s*wasmExports\["([^"]+)"\]/)[1];
exports.construct = script.match(/function initRuntime\(\)\{[^}]*wasmExports\["([^"]+)"\]\(\)/)[1];

const imports = {};
const [, wanted] = script.match(/wasmImports\s*=\s*\{([^}]*)\}/);
for (const [, short, name] of wanted.matchAll(/(\w+):_+(\w+)/g)) imports[short] = name;

const { version } = JSON.parse(readFileSync(new URL("package.json", library), "utf8"));
for (const name of ["Highs_create", "Highs_passMip", "Highs_run", "malloc", "free"]) {
  if (!exports[name]) throw new Error(`highs ${version}: ${name} is not among its exports`);
}
mkdirSync(out, { recursive: true });
writeFileSync(`${out}names.json`, JSON.stringify({ version, exports, imports }));
writeFileSync(`${out}license.txt`, readFileSync(new URL("LICENSE", library)));
writeFileSync(`${out}highs.wasm.gz`, gzipSync(readFileSync(new URL("build/highs.wasm", library)), { level: 9 }));
