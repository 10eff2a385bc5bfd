import "../shared/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startSpeech } from "../shared/i18n/language";
import { Account } from "./account";
import { App } from "./app";
import { Unbroken } from "./broken";
import { Router } from "./route";

const waitMs = 100;

const root = document.getElementById("root");
if (root) {
    const account = new Account();
    const router = new Router();
    router.start();
    // Asked for now, the letters are there before the first text is drawn, which is then not drawn twice.
    document.fonts.load("1em 'Inter Variable'").catch(() => {});
    // What is known by then is what is drawn first; nobody waits long for it.
    const known = Promise.race([
        whatIsOpened(account, router),
        new Promise((resolve) => setTimeout(resolve, waitMs)),
    ]);
    void Promise.all([startSpeech(), known]).then(() =>
        createRoot(root).render(
            <StrictMode>
                <Unbroken>
                    <App account={account} router={router} />
                </Unbroken>
            </StrictMode>,
        ),
    );
}

/** Resolves once it is known who one is, and what the room in the address opens at. */
async function whatIsOpened(account: Account, router: Router) {
    await account.check();
    const state = account.state.get();
    const route = router.route.get();
    if (state.phase !== "in" || route.page !== "room" || route.at !== undefined) return;
    await state.session.prepareRoom(route.roomId);
}
