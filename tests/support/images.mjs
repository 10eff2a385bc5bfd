// Sample images, made by libvips' command-line tool or byte by byte, and a reader of what came back.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32, deflateSync } from "node:zlib";

const run = promisify(execFile);

/** The image formats that may be uploaded: file ending, content type. */
export const formats = { png: "image/png", jpg: "image/jpeg", gif: "image/gif", webp: "image/webp", avif: "image/avif" };

/** Saves a picture of `width` × `height` into `folder` as each of the formats; resolves to {png: Buffer, …}. */
export async function samples(folder, width = 320, height = 200) {
    const source = join(folder, "source.png");
    await run("vips", ["gaussnoise", join(folder, "noise.v"), `${width}`, `${height}`]);
    await run("vips", ["cast", join(folder, "noise.v"), join(folder, "bytes.v"), "uchar"]);
    await run("vips", ["bandjoin", Array(3).fill(join(folder, "bytes.v")).join(" "), source]);
    const made = {};
    for (const format of Object.keys(formats)) {
        const file = join(folder, `sample.${format}`);
        await run("vips", ["copy", source, file]);
        made[format] = await readFile(file);
    }
    return made;
}

/** A PNG that hardly gets smaller by compression: three quarters of a byte a pixel, and more. */
export async function noise(folder, width, height) {
    const file = join(folder, "noise.png");
    await run("vips", ["gaussnoise", join(folder, "noise.v"), `${width}`, `${height}`, "--sigma", "60"]);
    await run("vips", ["cast", join(folder, "noise.v"), file, "uchar"]);
    return readFile(file);
}

/** An SVG drawing as a JPEG. */
export async function drawn(folder, svg) {
    const source = join(folder, "drawing.svg");
    const file = join(folder, "drawing.jpg");
    await writeFile(source, svg);
    await run("vips", ["flatten", source, file]);
    return readFile(file);
}

/** Several frames of `width` × `height` as an animated GIF. */
export async function animation(folder, width = 40, height = 30, frames = 3) {
    const file = join(folder, "animated.gif");
    await run("vips", ["black", join(folder, "strip.v"), `${width}`, `${height * frames}`, "--bands", "3"]);
    await run("vips", ["gifsave", join(folder, "strip.v"), file, "--page-height", `${height}`]);
    return readFile(file);
}

/** A picture that is black and white by turns, as an animated GIF that goes on for ever. */
export async function blinking(folder, width, height) {
    const [black, white, strip] = ["black.v", "white.v", "blinking.v"].map((name) => join(folder, name));
    const file = join(folder, "blinking.gif");
    await run("vips", ["black", black, `${width}`, `${height}`, "--bands", "3"]);
    await run("vips", ["invert", black, white]);
    await run("vips", ["join", black, white, strip, "vertical"]);
    await run("vips", ["gifsave", strip, file, "--page-height", `${height}`]);
    return readFile(file);
}

/** What libvips says of an image: {width, height, fields}, where fields are the names of all metadata. */
export async function describe(folder, bytes, ending) {
    const file = join(folder, `described.${ending}`);
    await writeFile(file, bytes);
    const { stdout } = await run("vipsheader", ["-a", file]);
    const fields = Object.fromEntries(
        stdout.split("\n").slice(1).filter((line) => line.includes(": ")).map((line) => {
            const colon = line.indexOf(": ");
            return [line.slice(0, colon).trim(), line.slice(colon + 2)];
        }),
    );
    return { width: Number(fields.width), height: Number(fields.height), fields };
}

/** A JPEG with an EXIF segment that turns it by `orientation` and says where it was taken. */
export function withExif(jpeg, orientation) {
    const text = "Exif\0\0";
    const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4 + 2 + 12 + 4 + 4);
    tiff.write("MM\0*", 0, "latin1");
    tiff.writeUInt32BE(8, 4);
    tiff.writeUInt16BE(2, 8);
    entry(tiff, 10, 0x0112, 3, 1, orientation << 16);
    entry(tiff, 22, 0x8825, 4, 1, 38); // the GPS directory follows at 38
    tiff.writeUInt32BE(0, 34);
    tiff.writeUInt16BE(1, 38);
    entry(tiff, 40, 0x0001, 2, 2, 0x4e000000); // GPSLatitudeRef "N"
    const payload = Buffer.concat([Buffer.from(text, "latin1"), tiff]);
    const segment = Buffer.alloc(4);
    segment.writeUInt16BE(0xffe1, 0);
    segment.writeUInt16BE(payload.length + 2, 2);
    return Buffer.concat([jpeg.subarray(0, 2), segment, payload, jpeg.subarray(2)]);
}

function entry(tiff, offset, tag, type, count, value) {
    tiff.writeUInt16BE(tag, offset);
    tiff.writeUInt16BE(type, offset + 2);
    tiff.writeUInt32BE(count, offset + 4);
    tiff.writeUInt32BE(value, offset + 8);
}

/** A PNG of one colour and any size, tiny however large it claims to be. */
export function png(width, height) {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([1, 0, 0, 0, 0], 8); // one bit of grey
    const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
    return Buffer.concat([
        Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
        chunk("IHDR", header),
        chunk("IDAT", deflateSync(rows)),
        chunk("IEND", Buffer.alloc(0)),
    ]);
}

function chunk(type, data) {
    const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const framed = Buffer.alloc(named.length + 8);
    framed.writeUInt32BE(data.length, 0);
    framed.set(named, 4);
    framed.writeUInt32BE(crc32(named), named.length + 4);
    return framed;
}

/** Uploads `bytes` as the form field `image`. */
export function upload(person, bytes, { name = "image", filename = "picture.png", type = "image/png", headers } = {}) {
    const boundary = "----chatter-test-boundary";
    const head =
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n` +
        `Content-Type: ${type}\r\n\r\n`;
    return person.call("POST", "/api/upload", {
        body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
        headers: { "content-type": `multipart/form-data; boundary=${boundary}`, ...headers },
    });
}
