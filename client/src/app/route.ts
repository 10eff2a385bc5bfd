import { createStore, type Store } from "../shared/store";

/** Where the user is, as the address bar says it. */
export type Route =
    | { page: "home" }
    | { page: "browse" }
    | { page: "room"; roomId: string }
    | { page: "signIn" }
    | { page: "signUp" };

export function parsePath(path: string): Route {
    const room = /^\/rooms\/([^/]+)\/?$/.exec(path);
    if (room?.[1]) return { page: "room", roomId: decode(room[1]) };
    if (path === "/browse") return { page: "browse" };
    if (path === "/sign-in") return { page: "signIn" };
    if (path === "/sign-up") return { page: "signUp" };
    return { page: "home" };
}

export function pathOf(route: Route): string {
    switch (route.page) {
        case "home":
            return "/";
        case "browse":
            return "/browse";
        case "room":
            return `/rooms/${encodeURIComponent(route.roomId)}`;
        case "signIn":
            return "/sign-in";
        case "signUp":
            return "/sign-up";
    }
}

/** The browser's history as a store. */
export class Router {
    readonly route: Store<Route> = createStore(parsePath(location.pathname));

    /** Follows the browser's back and forward until the undo is called. */
    start(): () => void {
        const follow = () => this.route.set(parsePath(location.pathname));
        window.addEventListener("popstate", follow);
        return () => window.removeEventListener("popstate", follow);
    }

    go(route: Route, how: "push" | "replace" = "push") {
        const path = pathOf(route);
        if (path === location.pathname) return;
        if (how === "push") history.pushState({ from: this.route.get().page }, "", path);
        else history.replaceState(history.state, "", path);
        this.route.set(route);
    }

    /** To the list: by going back where that is where the user came from. */
    up() {
        const from: unknown = history.state?.from;
        if (from === "home") history.back();
        else this.go({ page: "home" });
    }
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}
