// Copies what we use from node_modules to vendor/, with licences, and notes where each file came from.
// The lock's hash of the package and the hash of each file stand side by side in vendor/origin.json; a test compares.
import {createHash} from "node:crypto";
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {dirname} from "node:path";

const text = "@fontsource-variable/atkinson-hyperlegible-next";
const arabic = "@fontsource-variable/vazirmatn";
const headings = "@fontsource/bricolage-grotesque";
// Only for the copy of a file on paper (service/trail/copy_letters.py): no page asks for these, a phone has its own.
const more = "@fontsource/noto-sans";
const emoji = "@fontsource/noto-emoji";
const signs = "@fontsource/noto-sans-symbols-2";
const arrows = "@fontsource-variable/noto-sans-symbols";
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
  "paper/noto-sans-latin.woff2": [more, "files/noto-sans-latin-400-normal.woff2"],
  "paper/noto-sans-latin-ext.woff2": [more, "files/noto-sans-latin-ext-400-normal.woff2"],
  "paper/noto-sans-cyrillic.woff2": [more, "files/noto-sans-cyrillic-400-normal.woff2"],
  "paper/LICENSE-noto-sans": [more, "LICENSE"],
  "paper/noto-emoji.woff2": [emoji, "files/noto-emoji-emoji-400-normal.woff2"],
  "paper/LICENSE-noto-emoji": [emoji, "LICENSE"],
  "paper/noto-sans-symbols.woff2": [arrows, "files/noto-sans-symbols-symbols-wght-normal.woff2"],
  "paper/LICENSE-noto-sans-symbols": [arrows, "LICENSE"],
  "paper/noto-sans-symbols-2.woff2": [signs, "files/noto-sans-symbols-2-symbols-400-normal.woff2"],
  "paper/LICENSE-noto-sans-symbols-2": [signs, "LICENSE"],
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
