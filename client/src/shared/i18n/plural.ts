/** The forms that a language has for a counted thing; `#` stands for the number. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** How a language counts: picks the form that its plural rules ask for and writes the number its own way. */
export function plurals(locale: string): (count: number, forms: Forms) => string {
    const rulesOf = once(() => new Intl.PluralRules(locale));
    const numbersOf = once(() => new Intl.NumberFormat(locale));
    // Small numbers are written alike by all that Chatter speaks. A page's first formatter of numbers is slow to make (50
    // to 130 ms in Chromium on a busy machine), and most pages never count further.
    const written = (count: number) => (count < 1_000 ? String(count) : numbersOf().format(count));
    return (count, forms) => (forms[rulesOf().select(count)] ?? forms.other).replace("#", written(count));
}

/** How a language joins the items of a list: "Mira, Tomás and Jonas". */
export function lists(locale: string): (items: readonly string[]) => string {
    const listOf = once(() => new Intl.ListFormat(locale));
    return (items) => listOf().format(items);
}

/** Catalogues are there before anything is drawn: what they say it with is made when they first say it. */
function once<T>(make: () => T): () => T {
    let made: T | undefined;
    return () => {
        made ??= make();
        return made;
    };
}
