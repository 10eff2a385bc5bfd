// Whether axe finds anything on the screens of a phone, whose colours are those of a desktop.

import { testScreens } from "../support/axe.mjs";

testScreens("phone", ["dark"]);
