import "../shared/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Account } from "./account";
import { App } from "./app";
import { Router } from "./route";

const root = document.getElementById("root");
if (root) {
    const account = new Account();
    const router = new Router();
    router.start();
    void account.check();
    createRoot(root).render(
        <StrictMode>
            <App account={account} router={router} />
        </StrictMode>,
    );
}
