// Prints server/src/chat/username_folding.inc: which code points are letters of usernames in other clothes.
//   node script/make-username-folding.mjs >server/src/chat/username_folding.inc
// That is NFKC_Casefold as far as its result is nothing but a–z, digits, dots, underscores and hyphens. What is
// ignored there (zero-width characters) is left out: a username that holds it is refused, not cleaned.

// The only letters that become ASCII by case folding alone; the rest is NFKC's work.
const foldings = { ß: "ss", ẞ: "ss" };

function fold(character) {
  return [...character.normalize("NFKC")]
    .map((part) => foldings[part] ?? (/[A-Z]/.test(part) ? part.toLowerCase() : part))
    .join("");
}

const pairs = [];
for (let code = 0x80; code <= 0x10ffff; code += 1) {
  if (code >= 0xd800 && code <= 0xdfff) continue;
  const character = String.fromCodePoint(code);
  if (!/\p{Changes_When_NFKC_Casefolded}/u.test(character)) continue;
  const folded = fold(character);
  if (/^[a-z0-9._-]+$/.test(folded)) pairs.push({ code, folded });
}

// Neighbours that become neighbours (Ａ–Ｚ to a–z) are one entry with a count.
const entries = [];
for (let i = 0; i < pairs.length; ) {
  const { code, folded } = pairs[i];
  let count = 1;
  const runsOn = () =>
    folded.length === 1 &&
    pairs[i + count]?.code === code + count &&
    pairs[i + count].folded === String.fromCharCode(folded.charCodeAt(0) + count);
  while (runsOn()) count += 1;
  entries.push(`{0x${code.toString(16).toUpperCase()}, ${count}, "${folded}"},`);
  i += count;
}

process.stdout.write(`// Made by script/make-username-folding.mjs from Unicode ${process.versions.unicode}.\n`);
let line = "";
for (const entry of entries) {
  if (line.length + entry.length > 108) {
    process.stdout.write(`${line}\n`);
    line = "";
  }
  line += line ? ` ${entry}` : entry;
}
process.stdout.write(`${line}\n`);
