/**
 * Writes src/api/schema.gen.ts from `python -m modelbase openapi`; with --check it only compares and fails if stale.
 * A package of its own because openapi-typescript needs TypeScript 5's compiler API, which the app's TypeScript lacks.
 * Nothing of the app may be imported here.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const webapp = join(here, "..", "..");
const target = join(webapp, "src", "api", "schema.gen.ts");
const venvPython = join(webapp, "..", ".venv", "bin", "python");
const python = process.env.MODELBASE_PYTHON ?? (existsSync(venvPython) ? venvPython : "python3");

if (!existsSync(join(here, "node_modules", "openapi-typescript"))) {
  execFileSync("npm", ["ci", "--silent", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" });
}
const { default: openapiTS, astToString } = await import("openapi-typescript");
const text = execFileSync(python, ["-m", "modelbase", "openapi"], {
  cwd: join(webapp, ".."),
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
});
const head = "// Made from `python -m modelbase openapi` by `npm run types`. Never edited by hand.\n\n";
const types =
  head + astToString(await openapiTS(JSON.parse(text), { alphabetize: true, defaultNonNullable: false }));

if (!process.argv.includes("--check")) {
  writeFileSync(target, types);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== types) {
  console.error(
    "src/api/schema.gen.ts is not what the server's OpenAPI document says: run `npm run types` and commit it.",
  );
  process.exit(1);
}
