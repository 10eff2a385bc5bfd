import { queryOfAddress, queryToAddress, type SearchQuery } from "../features/search/query";
import { createStore, type Store } from "../shared/store";

/** What can stand beside a room's messages. */
export type Side =
    | { kind: "thread"; messageId: string }
    | { kind: "pins" }
    | { kind: "members" }
    | { kind: "search"; query: SearchQuery };

export const settingsSections = [
    "profile",
    "account",
    "notifications",
    "appearance",
    "language",
    "blocked",
] as const;

export type SettingsSection = (typeof settingsSections)[number];

export const adminSections = ["users", "invitations", "audit"] as const;

export type AdminSection = (typeof adminSections)[number];

/** Where the user is, as the address bar says it. */
export type Route =
    | { page: "home" }
    | { page: "browse" }
    /** `at` is the seq of the message that a link leads to, `side` what stands beside the room's messages. */
    | { page: "room"; roomId: string; at?: number; side?: Side }
    | { page: "threads" }
    | { page: "saved" }
    | { page: "search"; query: SearchQuery }
    /** Without a section only the list of them. */
    | { page: "settings"; section: SettingsSection | null }
    | { page: "admin"; section: AdminSection | null }
    /** Where a link of invitation leads. */
    | { page: "invite"; code: string }
    | { page: "signIn" }
    | { page: "signUp" };

const roomPath = /^\/rooms\/([^/]+)(?:\/at\/(\d{1,15}))?(?:\/thread\/([^/]+)|\/(pins|members|search))?\/?$/;

/** Where an address leads; `search` is its part after the path, with its `?`. */
export function parsePath(path: string, search = ""): Route {
    const room = roomPath.exec(path);
    if (room) {
        const [, id, at, messageId, list] = room;
        const side = sideOf(messageId, list, search);
        return {
            page: "room",
            roomId: decode(id ?? ""),
            ...(at && { at: Number(at) }),
            ...(side && { side }),
        };
    }
    if (path === "/search") return { page: "search", query: queryOfAddress(search) };
    const [, page, part = null] = /^\/(settings|admin|invite)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
    if (page === "settings") return { page, section: oneOf(settingsSections, part) };
    if (page === "admin") return { page, section: oneOf(adminSections, part) };
    if (page === "invite" && part) return { page, code: decode(part) };
    if (path === "/threads") return { page: "threads" };
    if (path === "/saved") return { page: "saved" };
    if (path === "/browse") return { page: "browse" };
    if (path === "/sign-in") return { page: "signIn" };
    if (path === "/sign-up") return { page: "signUp" };
    return { page: "home" };
}

function sideOf(messageId: string | undefined, list: string | undefined, search: string): Side | null {
    if (messageId) return { kind: "thread", messageId: decode(messageId) };
    if (list === "search") return { kind: "search", query: queryOfAddress(search) };
    return list === "pins" || list === "members" ? { kind: list } : null;
}

export function pathOf(route: Route): string {
    switch (route.page) {
        case "home":
            return "/";
        case "browse":
            return "/browse";
        case "room":
            return `/rooms/${encodeURIComponent(route.roomId)}${placeInRoom(route)}`;
        case "threads":
            return "/threads";
        case "saved":
            return "/saved";
        case "search":
            return `/search${queryToAddress(route.query)}`;
        case "settings":
        case "admin":
            return `/${route.page}${route.section ? `/${route.section}` : ""}`;
        case "invite":
            return `/invite/${encodeURIComponent(route.code)}`;
        case "signIn":
            return "/sign-in";
        case "signUp":
            return "/sign-up";
    }
}

function placeInRoom({ at, side }: Extract<Route, { page: "room" }>): string {
    const place = at ? `/at/${at}` : "";
    switch (side?.kind) {
        case "thread":
            return `${place}/thread/${encodeURIComponent(side.messageId)}`;
        case "pins":
        case "members":
            return `${place}/${side.kind}`;
        case "search":
            return `${place}/search${queryToAddress(side.query)}`;
        case undefined:
            return place;
    }
}

/** The browser's history as a store. */
export class Router {
    readonly route: Store<Route> = createStore(parsePath(location.pathname, location.search));

    private uncovering: ReturnType<typeof setTimeout> | undefined;

    /** Follows the browser's back and forward until the undo is called. */
    start(): () => void {
        const follow = () => this.route.set(parsePath(location.pathname, location.search));
        window.addEventListener("popstate", follow);
        return () => window.removeEventListener("popstate", follow);
    }

    go(route: Route, how: "push" | "replace" = "push") {
        const path = pathOf(route);
        if (path === location.pathname + location.search) return;
        if (how === "push")
            history.pushState({ from: this.route.get().page, under: location.pathname }, "", path);
        else history.replaceState(history.state, "", path);
        this.route.set(route);
    }

    /** Closes what stands beside a room: by going back where that is what opened it. */
    closeSide() {
        const route = this.route.get();
        if (route.page !== "room" || !route.side) return;
        const { side: _, ...room } = route;
        if (history.state?.under === pathOf(room)) history.back();
        else this.go(room, "replace");
    }

    /** Back to `route`: by going back where that is where the user came from. */
    backTo(route: Route) {
        if (history.state?.under === pathOf(route)) history.back();
        else this.go(route, "replace");
    }

    /**
     * Lets going back close what fills the page, as a phone's button does, in place of leading away from under it. The
     * undo is for what closes in another way.
     */
    cover(close: () => void): () => void {
        if (this.uncovering === undefined) history.pushState({ ...history.state, covered: true }, "");
        clearTimeout(this.uncovering);
        this.uncovering = undefined;
        window.addEventListener("popstate", close);
        return () => {
            window.removeEventListener("popstate", close);
            // Not at once: what fills the page next may take this one's place.
            this.uncovering = setTimeout(() => {
                this.uncovering = undefined;
                if (history.state?.covered) history.back();
            });
        };
    }

    /** To the list: by going back where that is where the user came from. */
    up() {
        const from: unknown = history.state?.from;
        if (from === "home") history.back();
        else this.go({ page: "home" });
    }
}

/** Opens a search beside the room that is open, or on a page of its own. */
export function openSearch(router: Router, query: SearchQuery) {
    const route = router.route.get();
    router.go(
        route.page === "room" ? { ...route, side: { kind: "search", query } } : { page: "search", query },
    );
}

function oneOf<Word extends string>(words: readonly Word[], part: string | null): Word | null {
    return words.find((word) => word === part) ?? null;
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}
