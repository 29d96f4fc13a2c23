#ifndef PAIRWELL_CSNAPPY_H
#define PAIRWELL_CSNAPPY_H
#include <snappy-c.h>
#endif
