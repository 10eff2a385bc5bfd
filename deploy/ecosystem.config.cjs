// PM2: pm2 start deploy/ecosystem.config.cjs && pm2 save
// The settings come from the environment of `pm2 start`, or from `env` here; secrets are better kept in the former.

module.exports = {
    apps: [
        {
            name: "chatter-server",
            script: process.env.CHATTER_BINARY ?? "/opt/chatter/chatter",
            args: "serve",
            // A program of its own, with threads of its own: no Node around it, and one process.
            interpreter: "none",
            exec_mode: "fork",
            instances: 1,
            autorestart: true,
            exp_backoff_restart_delay: 100,
            // The server ends in under 5 s, and one of several nodes lets its clients go before, over DRAIN_MS.
            kill_timeout: 15_000,
            env: { NODE_ENV: "production", HOST: "127.0.0.1", TRUST_PROXY: "loopback" },
        },
    ],
};
