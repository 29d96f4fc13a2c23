#ifndef PAIRWELL_CCURL_H
#define PAIRWELL_CCURL_H
#include <curl/curl.h>
#endif
