// A target needs a source; what it has to give is its precompiled header.
