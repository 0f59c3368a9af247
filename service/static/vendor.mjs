// Copies what we use from node_modules to vendor/, with licences, and notes where each file came from.
// The lock's hash of the package and the hash of each file stand side by side in vendor/origin.json; a test compares.
import {createHash} from "node:crypto";
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {dirname} from "node:path";

const text = "@fontsource-variable/atkinson-hyperlegible-next";
const arabic = "@fontsource-variable/vazirmatn";
const headings = "@fontsource/bricolage-grotesque";
const files = {
  "htmx/htmx.min.js": ["htmx.org", "dist/htmx.min.js"],
  "htmx/hx-sse.min.js": ["htmx.org", "dist/ext/hx-sse.min.js"],
  "htmx/LICENSE": ["htmx.org", "LICENSE"],
  "fonts/atkinson-hyperlegible-next.woff2": [text, "files/atkinson-hyperlegible-next-latin-wght-normal.woff2"],
  "fonts/atkinson-hyperlegible-next-ext.woff2": [text, "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2"],
  "fonts/LICENSE-atkinson-hyperlegible-next": [text, "LICENSE"],
  "fonts/vazirmatn-arabic.woff2": [arabic, "files/vazirmatn-arabic-wght-normal.woff2"],
  "fonts/LICENSE-vazirmatn": [arabic, "LICENSE"],
  "fonts/bricolage-grotesque.woff2": [headings, "files/bricolage-grotesque-latin-600-normal.woff2"],
  "fonts/LICENSE-bricolage-grotesque": [headings, "LICENSE"],
};

const lock = JSON.parse(readFileSync("package-lock.json")).packages;
const origin = {};
for (const [here, [name, there]] of Object.entries(files)) {
  const content = readFileSync(`node_modules/${name}/${there}`);
  mkdirSync(dirname(`vendor/${here}`), {recursive: true});
  writeFileSync(`vendor/${here}`, content);
  const {version, integrity} = lock[`node_modules/${name}`];
  origin[here] = {package: name, version, integrity, file: there, sha256: createHash("sha256").update(content).digest("hex")};
}
writeFileSync("vendor/origin.json", JSON.stringify(origin, null, 1) + "\n");
