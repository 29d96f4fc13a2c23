#ifndef PAIRWELL_CCURLSHIM_H
#define PAIRWELL_CCURLSHIM_H

/* Swift cannot call variadic C functions, and every option of libcurl goes through one. One setter a type. */

#include <curl/curl.h>

#pragma clang assume_nonnull begin

/// Called with a piece of the reply; returns `length` to go on, anything else to end the transfer.
typedef size_t (*pairwell_curl_write)(char *bytes, size_t size, size_t count, void *_Nullable context);

/// Called several times a second during a transfer; returns 0 to go on, anything else to end it.
typedef int (*pairwell_curl_progress)(void *_Nullable context, curl_off_t down, curl_off_t downNow,
                                      curl_off_t up, curl_off_t upNow);

CURLcode pairwell_curl_global_init(void);
CURLcode pairwell_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode pairwell_curl_set_string(CURL *handle, CURLoption option, const char *value);
/// libcurl copies the bytes.
CURLcode pairwell_curl_set_body(CURL *handle, const void *bytes, long count);
/// The list must outlive the transfer.
CURLcode pairwell_curl_set_headers(CURL *handle, struct curl_slist *headers);
CURLcode pairwell_curl_set_write(CURL *handle, pairwell_curl_write callback, void *_Nullable context);
CURLcode pairwell_curl_set_progress(CURL *handle, pairwell_curl_progress callback, void *_Nullable context);
CURLcode pairwell_curl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode pairwell_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value);

#pragma clang assume_nonnull end

#endif
