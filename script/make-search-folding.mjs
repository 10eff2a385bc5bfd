// Prints server/src/store/search/folding_table.inc: what search makes of code points that are not ASCII.
//   node script/make-search-folding.mjs >server/src/store/search/folding_table.inc
// A code point becomes its compatibility decomposition (NFKD) without accents and without case. Accents are
// the marks that people leave out when they type: those of Latin, Greek and Cyrillic, Hebrew points and Arabic
// vowels. The signs of other scripts (Indic vowels, the voicing marks of kana) make other words and stay.

const accents = [
  [0x300, 0x36f], [0x483, 0x487], [0x591, 0x5bd], [0x5bf, 0x5bf], [0x5c1, 0x5c2], [0x5c4, 0x5c5], [0x5c7, 0x5c7],
  [0x610, 0x61a], [0x64b, 0x65f], [0x670, 0x670], [0x6d6, 0x6dc], [0x6df, 0x6e4], [0x6e7, 0x6e8], [0x6ea, 0x6ed],
  [0x1ab0, 0x1aff], [0x1dc0, 0x1dff], [0x20d0, 0x20ff], [0xfe20, 0xfe2f],
];
const invisibles = [
  [0xad, 0xad], [0x34f, 0x34f], [0x61c, 0x61c], [0x640, 0x640], [0x180b, 0x180e], [0x200b, 0x200f], [0x202a, 0x202e],
  [0x2060, 0x2064], [0x2066, 0x206f], [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xe0000, 0xe0fff],
];
// Letters that Unicode does not decompose, though people type them without their stroke or apart.
const letters = { æ: "ae", đ: "d", ħ: "h", ł: "l", ø: "o", œ: "oe", ŧ: "t" };

const within = (ranges, code) => ranges.some(([first, last]) => code >= first && code <= last);
const isDropped = (character) => within(accents, character.codePointAt(0)) || within(invisibles, character.codePointAt(0));
// Kept whole, and put together again where the text has them in parts (folding.cpp).
const isSyllable = (code) => (code >= 0xac00 && code <= 0xd7a3) || (code >= 0x3041 && code <= 0x30ff);

function foldOnce(text) {
  const plain = [...text.normalize("NFKD")].filter((character) => !isDropped(character));
  return plain
    .map((character) => character.toUpperCase().toLowerCase())
    .map((character) => letters[character] ?? character)
    .join("");
}

function fold(text) {
  const folded = foldOnce(text);
  return folded === text ? folded : fold(folded);
}

const sourcesOf = new Map();
for (let code = 0x80; code <= 0x10ffff; code += 1) {
  if ((code >= 0xd800 && code <= 0xdfff) || isSyllable(code)) continue;
  const character = String.fromCodePoint(code);
  if (/\s/u.test(character) || !(/\p{Assigned}/u.test(character) || within(invisibles, code))) continue;
  const folded = fold(character);
  if (folded !== character) sourcesOf.set(folded, [...(sourcesOf.get(folded) ?? []), code]);
}

// Lines that map as many sources one by one to a row of targets (Ａ–Ｚ to a–z) are one entry: `target source*count`.
const pairs = [...sourcesOf].flatMap(([folded, codes]) => codes.map((code) => ({ code, folded })));
pairs.sort((a, b) => a.code - b.code);
const hex = (code) => code.toString(16);
const entries = [];
for (let i = 0; i < pairs.length; ) {
  const single = (pair) => ([...pair.folded].length === 1 ? pair.folded.codePointAt(0) : undefined);
  let count = 1;
  const target = single(pairs[i]);
  const next = () => pairs[i + count];
  const runs = (step) => next() && next().code === pairs[i].code + count && single(next()) === target + count * step;
  const same = () => next() && next().code === pairs[i].code + count && next().folded === pairs[i].folded;
  let mark = "";
  if (same()) {
    mark = "=";
    while (same()) count += 1;
  } else if (target !== undefined && runs(1)) {
    mark = "+";
    while (runs(1)) count += 1;
  }
  const targets = [...pairs[i].folded].map((character) => hex(character.codePointAt(0))).join(",");
  entries.push(`${hex(pairs[i].code)}${count > 1 ? mark + hex(count) : ""}:${targets}`);
  i += count;
}

let line = "";
const out = [];
for (const entry of entries) {
  if (line.length + entry.length > 104) {
    out.push(line);
    line = "";
  }
  line += `${entry} `;
}
out.push(line);
process.stdout.write(`// Made by script/make-search-folding.mjs from Unicode ${process.versions.unicode}.\n`);
for (const text of out) process.stdout.write(`"${text}"\n`);
