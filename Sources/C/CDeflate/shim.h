#ifndef PAIRWELL_CDEFLATE_H
#define PAIRWELL_CDEFLATE_H
#include <libdeflate.h>
#endif
