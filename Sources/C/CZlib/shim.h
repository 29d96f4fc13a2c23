#ifndef PAIRWELL_CZLIB_H
#define PAIRWELL_CZLIB_H
#include <zlib.h>
#endif
