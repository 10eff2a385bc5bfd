import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { firstLoadAtMost, firstLoadIsCalled } from "./first-load.ts";

const server = "http://localhost:3000";

export default defineConfig({
    plugins: [react(), tailwindcss(), firstLoadAtMost(140_000), firstLoadIsCalled()],
    experimental: {
        // Scripts and styles find each other beside themselves, so that they may come from anywhere; the page, which
        // is the same at every path, names them from the root.
        renderBuiltUrl: (_, { hostType }) => (hostType === "html" ? undefined : { relative: true }),
    },
    build: {
        // The server's content security policy allows no data: scripts or fonts.
        assetsInlineLimit: 0,
        rolldownOptions: {
            output: {
                // What is needed at once is two files, which a browser compiles side by side: as many as later chunks share
                // parts with it would be as many requests.
                codeSplitting: {
                    groups: [
                        { name: "libraries", tags: ["$initial"], test: /node_modules|rolldown/, priority: 1 },
                        { name: "first", tags: ["$initial"] },
                        { name: "socket", test: /node_modules\/(socket|engine)\.io/ },
                    ],
                },
            },
        },
        // These read light-dark() themselves, so each colour stays declared once.
        cssTarget: ["chrome123", "firefox120", "safari17.5"],
    },
    server: {
        proxy: {
            "/api": server,
            "/socket.io": { target: server, ws: true },
        },
    },
    test: {
        environment: "node",
        include: ["src/**/*.test.ts"],
        // Read by the test that measures the contrast of its colours.
        css: { include: [/tokens\.css/] },
    },
});
