// Whether axe finds anything on the screens of a desktop.

import { testScreens } from "../support/axe.mjs";

testScreens("desktop", ["light", "dark"]);
