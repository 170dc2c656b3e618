// Words that a device writes to memory for others to be compared with.
#ifndef PLUMB_SHARED_KNOWN_WORDS_H
#define PLUMB_SHARED_KNOWN_WORDS_H
#include "shared/layout.h"
PLUMB_SHARED_BEGIN

const uint KNOWN_WORDS_GROUP = 64u;  // threads

/// No two words of one seed are equal, and none is the same with another seed: what is shifted or old is seen.
PLUMB_SHARED_FUNCTION uint known_word(uint index, uint seed) {
    return (index + seed) * 2654435769u;
}

PLUMB_SHARED_END
#endif
