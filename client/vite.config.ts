import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = "http://localhost:3000";

export default defineConfig({
    plugins: [react(), tailwindcss()],
    build: {
        // The server's content security policy allows no data: scripts or fonts.
        assetsInlineLimit: 0,
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
    },
});
