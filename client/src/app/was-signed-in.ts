// The same key is read by public/first.js before any script is here.
const storageKey = "chatter.signedIn";

/**
 * Keeps in this browser whether somebody is signed in, as far as that is known: the cookie itself no script can see. It
 * only decides what is asked for before the answer to who one is, so that visitors are not refused what they never wanted.
 */
export function rememberSignedIn(isIn: boolean) {
    try {
        if (isIn) localStorage.setItem(storageKey, "yes");
        else localStorage.removeItem(storageKey);
    } catch {
        // Without storage everything is asked for one after the other.
    }
}

export function wasSignedIn(): boolean {
    try {
        return localStorage.getItem(storageKey) !== null;
    } catch {
        return false;
    }
}
