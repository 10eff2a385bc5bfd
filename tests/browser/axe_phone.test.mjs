// Whether axe finds anything on the screens of a phone.

import { testScreens } from "../support/axe.mjs";

testScreens("phone", ["dark", "light"]);
