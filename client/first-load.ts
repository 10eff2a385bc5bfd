import type { Plugin, Rolldown } from "vite";

/**
 * Fails a build whose first load, the entry with all that it imports at once, has more than `bytesMax`
 * of gzipped JavaScript: what few people need in their first minute belongs into a chunk of its own.
 */
export function firstLoadAtMost(bytesMax: number): Plugin {
    return {
        name: "first-load",
        apply: "build",
        async generateBundle(_options, bundle) {
            const sizes = await Promise.all(firstLoad(bundle).map(({ code }) => gzippedSize(code)));
            const bytes = sizes.reduce((sum, size) => sum + size, 0);
            const told = `first load: ${(bytes / 1000).toFixed(1)} kB of gzipped JavaScript in ${sizes.length} files`;
            if (bytes > bytesMax) this.error(`${told}, more than ${bytesMax / 1000} kB`);
            this.info(told);
        },
    };
}

/**
 * Tells browsers that most of the first load is called before anything is seen. Chrome then compiles it on another
 * thread as it arrives, and not function by function in the midst of drawing.
 * Source: https://v8.dev/blog/explicit-compile-hints
 */
export function firstLoadIsCalled(): Plugin {
    return {
        name: "first-load-is-called",
        apply: "build",
        generateBundle: {
            order: "post",
            handler(_options, bundle) {
                for (const part of firstLoad(bundle))
                    part.code = `//# allFunctionsCalledOnLoad\n${part.code}`;
            },
        },
    };
}

function firstLoad(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] {
    const found = new Set<Rolldown.OutputChunk>();
    const follow = (name: string) => {
        const part = bundle[name];
        if (part?.type !== "chunk" || found.has(part)) return;
        found.add(part);
        part.imports.forEach(follow);
    };
    for (const [name, part] of Object.entries(bundle))
        if (part.type === "chunk" && part.isEntry) follow(name);
    return [...found];
}

async function gzippedSize(text: string): Promise<number> {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
    return (await new Response(stream).arrayBuffer()).byteLength;
}
