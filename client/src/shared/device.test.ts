import { expect, test } from "vitest";
import { deviceOf } from "./device";

test.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "Linux"],
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
        "Edge",
        "Windows",
    ],
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
        "Safari",
        "iPhone",
    ],
    [
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
        "Chrome",
        "Android",
    ],
    ["curl/8.4.0", "curl", null],
    ["", null, null],
])("%s is named", (userAgent, browser, system) => {
    expect(deviceOf(userAgent)).toEqual({ browser, system });
});
