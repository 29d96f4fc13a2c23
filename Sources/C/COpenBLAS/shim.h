#ifndef PAIRWELL_COPENBLAS_H
#define PAIRWELL_COPENBLAS_H
#include <cblas.h>
#endif
