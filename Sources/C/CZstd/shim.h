#ifndef PAIRWELL_CZSTD_H
#define PAIRWELL_CZSTD_H
#include <zstd.h>
#include <zstd_errors.h>
#endif
