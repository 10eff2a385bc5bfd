/** What of a language's writing is coloured. All patterns are bounded by lines or by their own end marks. */
export type Grammar = {
    comments: string;
    strings: string;
    words: string;
    keywords: ReadonlySet<string>;
    ignoreCase: boolean;
    /** Whether a word that is no keyword stands for something with a name: a function, a key, a tag. */
    isName: (code: string, at: number, word: string) => boolean;
};

const never = "(?!)";
const slashes = "//[^\\n]*|/\\*[^]*?(?:\\*/|$(?![^]))";
const hash = "(?<![\\w$])#[^\\n]*";
const quotes = `"(?:[^"\\\\\\n]|\\\\.)*"?|'(?:[^'\\\\\\n]|\\\\.)*'?`;
const templates = "`(?:[^`\\\\]|\\\\[^])*`?";
const identifier = "[\\p{L}_$][\\p{L}\\p{N}_$]*";

const isCall = (code: string, at: number, word: string) => code[at + word.length] === "(";
const isKey = (code: string, at: number, word: string) =>
    /^\s*[:=](?!=)/.test(code.slice(at + word.length, at + word.length + 8));
const isTag = (code: string, at: number) => /<\/?$/.test(code.slice(Math.max(0, at - 2), at));

function grammar(keywords: string, part: Partial<Omit<Grammar, "keywords">> = {}): Grammar {
    return {
        comments: slashes,
        strings: quotes,
        words: identifier,
        ignoreCase: false,
        isName: isCall,
        ...part,
        keywords: new Set(keywords.split(" ")),
    };
}

const c =
    "auto bool break case char const continue default do double else enum extern false float for goto if inline int long NULL nullptr register return short signed sizeof static struct switch true typedef union unsigned void volatile while";
const oop =
    "abstract class catch extends final finally implements import instanceof interface new null package private protected public super this throw throws try";

const known: Record<string, Grammar | "diff"> = {
    javascript: grammar(
        `${oop} any as async await boolean break case const continue default delete do else enum export false for from function get if in keyof let never number of readonly return satisfies set static string switch true type typeof undefined unknown var void while yield`,
        { strings: `${quotes}|${templates}` },
    ),
    c: grammar(c),
    cpp: grammar(
        `${c} ${oop} alignas co_await co_return co_yield concept consteval constexpr constinit decltype delete explicit export friend module mutable namespace noexcept operator override requires static_assert template typename using virtual`,
    ),
    java: grammar(
        `${oop} boolean break byte case char const continue default do double else enum false float for fun if int internal is long object open override record return sealed short static switch true val var void volatile when while yield`,
    ),
    csharp: grammar(
        `${oop} as async await base bool break byte case const continue decimal default do double else enum event false float for foreach get if in int internal is long namespace object operator out override readonly ref return sealed set short static string struct switch true using var virtual void while yield`,
    ),
    go: grammar(
        "any break case chan const continue default defer else error fallthrough false for func go goto if import int interface iota map nil package range return select string struct switch true type var",
        { strings: `${quotes}|${templates}` },
    ),
    rust: grammar(
        "as async await bool break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static str struct super trait true type u8 unsafe use usize where while i32 i64 u32 u64 f64",
        { strings: `"(?:[^"\\\\]|\\\\[^])*"?|'(?:[^'\\\\\\n]|\\\\.)'` },
    ),
    swift: grammar(
        `${oop} as async await break case continue default defer do else enum extension false fileprivate for func guard if in init inout internal is let nil open operator override protocol repeat return self Self static struct subscript switch true typealias var where while`,
    ),
    python: grammar(
        "and as assert async await break class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield",
        { comments: hash, strings: `"""[^]*?(?:"""|$(?![^]))|'''[^]*?(?:'''|$(?![^]))|${quotes}` },
    ),
    ruby: grammar(
        "alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo require rescue retry return self super then true undef unless until when while yield",
        { comments: hash },
    ),
    php: grammar(
        `${oop} array as break case const continue default do echo else elseif false fn for foreach function if match namespace return static switch true use var while yield`,
        { comments: `${slashes}|${hash}` },
    ),
    shell: grammar(
        "case cd do done echo elif else esac exit export fi for function if in local read return set sudo then unset until while",
        { comments: hash, words: "[\\p{L}_][\\p{L}\\p{N}_-]*" },
    ),
    sql: grammar(
        "add all alter and as asc begin between by case check column commit constraint create cross default delete desc distinct drop else end exists foreign from full group having if in index inner insert into is join key left like limit not null offset on or order outer primary references returning right rollback select set table then union unique update using values view when where with",
        { comments: "--[^\\n]*|/\\*[^]*?(?:\\*/|$(?![^]))", ignoreCase: true },
    ),
    json: grammar("true false null", { comments: never, strings: `"(?:[^"\\\\\\n]|\\\\.)*"?` }),
    yaml: grammar("true false null yes no", {
        comments: hash,
        words: "[\\p{L}_][\\p{L}\\p{N}_.-]*",
        isName: isKey,
    }),
    toml: grammar("true false", { comments: hash, words: "[\\p{L}_][\\p{L}\\p{N}_.-]*", isName: isKey }),
    css: grammar("important media supports import keyframes layer theme container from to", {
        comments: "/\\*[^]*?(?:\\*/|$(?![^]))",
        words: "-{0,2}[\\p{L}_][\\p{L}\\p{N}_-]*",
        isName: isKey,
    }),
    html: grammar("doctype", {
        comments: "<!--[^]*?(?:-->|$(?![^]))",
        words: "[\\p{L}_][\\p{L}\\p{N}_:-]*",
        ignoreCase: true,
        isName: isTag,
    }),
    diff: "diff",
};

const aliases: Record<string, string> = {
    js: "javascript",
    jsx: "javascript",
    ts: "javascript",
    tsx: "javascript",
    typescript: "javascript",
    mjs: "javascript",
    h: "c",
    "c++": "cpp",
    cc: "cpp",
    cxx: "cpp",
    hpp: "cpp",
    kotlin: "java",
    kt: "java",
    scala: "java",
    dart: "java",
    "c#": "csharp",
    cs: "csharp",
    golang: "go",
    rs: "rust",
    py: "python",
    rb: "ruby",
    sh: "shell",
    bash: "shell",
    zsh: "shell",
    console: "shell",
    fish: "shell",
    dockerfile: "shell",
    makefile: "shell",
    postgres: "sql",
    postgresql: "sql",
    sqlite: "sql",
    mysql: "sql",
    jsonc: "json",
    json5: "json",
    yml: "yaml",
    ini: "toml",
    conf: "toml",
    scss: "css",
    less: "css",
    xml: "html",
    svg: "html",
    vue: "html",
    patch: "diff",
};

/** The grammar of a language as it is named after a fence. */
export function grammarOf(language: string): Grammar | "diff" | null {
    const name = Object.hasOwn(aliases, language) ? aliases[language] : language;
    return name !== undefined && Object.hasOwn(known, name) ? (known[name] ?? null) : null;
}
