#ifndef PAIRWELL_CXGBOOST_H
#define PAIRWELL_CXGBOOST_H
#include <xgboost/c_api.h>
#endif
