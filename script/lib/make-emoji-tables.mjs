// Writes client/src/shared/emoji/tables/<language>.txt, one emoji a line in the keyboard's order:
// group, emoji, shortcodes, name, words to find it by; separated by tabs, lists by commas.
// Usage, for a new version of Unicode or a new language of the client:
//   npm install --prefix /tmp/emoji emojibase-data@17.0.0
//   node script/lib/make-emoji-tables.mjs /tmp/emoji/node_modules/emojibase-data

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const languages = ["en", "de"];
const componentGroup = 2; // skin tones and hair, which are no emoji of their own
const wordsMax = 8;

const source = process.argv[2];
const folder = join(dirname(fileURLToPath(import.meta.url)), "../../client/src/shared/emoji/tables");
const read = (path) => JSON.parse(readFileSync(join(source, path), "utf8"));

const shortcodes = read("en/shortcodes/github.json");
const more = read("en/shortcodes/emojibase.json");
const listed = (value) => (value === undefined ? [] : [value].flat());

/** As Unicode recommends for interchange: what is a picture by itself takes no selector that asks for one. */
const fullyQualified = (emoji) => emoji.replaceAll(/(\p{Emoji_Presentation})\uFE0F/gu, "$1");
const plain = (text) => text.replaceAll(/[\t\n,]/g, " ").trim();

mkdirSync(folder, { recursive: true });
for (const language of languages) {
    const lines = read(`${language}/compact.json`)
        .filter(({ group }) => group !== undefined && group !== componentGroup)
        .sort((a, b) => a.order - b.order)
        .map(({ group, unicode, hexcode, label, tags = [] }) => {
            const codes = [...new Set([...listed(shortcodes[hexcode]), ...listed(more[hexcode])])];
            return [group, fullyQualified(unicode), codes.join(","), plain(label), tags.slice(0, wordsMax).map(plain).join(",")].join("\t");
        });
    writeFileSync(join(folder, `${language}.txt`), `${lines.join("\n")}\n`);
}
