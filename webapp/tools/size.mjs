/**
 * Measures the built app against tools/budget.json (bytes after gzip level 9) and fails when it is over.
 * First load is index.html's entry with its static imports, and the same for the modules named in the budget.
 * Reads the build's manifest only; it must not build anything itself.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "..", "modelbase", "server", "static");
const budget = JSON.parse(readFileSync(join(here, "budget.json"), "utf8"));
const manifest = JSON.parse(readFileSync(join(out, ".vite", "manifest.json"), "utf8"));
const sizes = new Map();

function size(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(out, file)), { level: 9 }).length);
  return sizes.get(file);
}

function staticImports(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const next of manifest[key].imports ?? []) staticImports(next, found);
  return found;
}

const entry = staticImports("index.html");
const first = budget.first.reduce((found, key) => staticImports(key, found), new Set(entry));
const all = Object.keys(manifest);
// Workers are not in the manifest, so everything is what lies in the folder.
const scripts = readdirSync(join(out, "assets"))
  .filter((file) => file.endsWith(".js"))
  .map((file) => `assets/${file}`);
const styles = [...new Set(all.flatMap((key) => [manifest[key].file, ...(manifest[key].css ?? [])]))].filter(
  (file) => file.endsWith(".css"),
);
const sum = (files) => files.reduce((total, file) => total + size(file), 0);
const firstFiles = [...new Set([...first].map((key) => manifest[key].file))];
const lazy = scripts.filter((file) => !firstFiles.includes(file));
const largest = lazy.toSorted((a, b) => size(b) - size(a))[0];
const rows = [
  ["first load of the models page, JS", sum(firstFiles), budget.firstLoadJs],
  ["all styles", sum(styles), budget.css],
  [`largest lazy chunk (${largest})`, largest ? size(largest) : 0, budget.lazyChunk],
  ["everything", sum(scripts) + sum(styles), budget.total],
];
let over = 0;
for (const [name, bytes, limit] of rows) {
  const fits = bytes <= limit;
  if (!fits) over += 1;
  console.log(
    `${fits ? "ok  " : "OVER"} ${(bytes / 1000).toFixed(1).padStart(7)} of ${limit / 1000} kB  ${name}`,
  );
}
if (process.argv.includes("--list")) {
  for (const file of [...scripts].sort((a, b) => size(b) - size(a))) {
    console.log(
      `${firstFiles.includes(file) ? "first" : "lazy "} ${(size(file) / 1000).toFixed(1).padStart(7)} kB  ${file}`,
    );
  }
}
process.exit(over ? 1 : 0);
