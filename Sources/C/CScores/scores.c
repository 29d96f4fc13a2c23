#include "CScores.h"

#include <math.h>

// A fused multiply-add on one machine only would give its sums other bits.
#pragma STDC FP_CONTRACT OFF

#define EACH static inline __attribute__((always_inline))

EACH void magnitudes(float *scores, const float *scales, long count) {
    for (long i = 0; i < count; i++) scores[i] = fabsf(scores[i] * scales[i]);
}

EACH long count_at_least(const float *scores, long count, float threshold) {
    int32_t found = 0;
    for (int32_t i = 0; i < (int32_t)count; i++) found += scores[i] >= threshold;
    return found;
}

EACH long places_at_least(const float *scores, long count, float threshold, int32_t *places) {
    long found = 0;
    long i = 0;
    // Few scores pass, so blocks without any are left at once.
    for (; i + 32 <= count; i += 32) {
        int32_t any = 0;
        for (long j = i; j < i + 32; j++) any += scores[j] >= threshold;
        if (any == 0) continue;
        for (long j = i; j < i + 32; j++) {
            places[found] = (int32_t)j;
            found += scores[j] >= threshold;
        }
    }
    for (; i < count; i++) {
        places[found] = (int32_t)i;
        found += scores[i] >= threshold;
    }
    return found;
}

EACH double total(const double sums[8]) {
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

EACH double dot_split(const float *high, const float *low, const double *y, long count) {
    double sums[8] = {0};
    long i = 0;
    for (; i + 8 <= count; i += 8)
        for (long lane = 0; lane < 8; lane++)
            sums[lane] += ((double)high[i + lane] + (double)low[i + lane]) * y[i + lane];
    for (long lane = 0; i < count; i++, lane++) sums[lane] += ((double)high[i] + (double)low[i]) * y[i];
    return total(sums);
}

EACH double dot(const float *x, const double *y, long count) {
    double sums[8] = {0};
    long i = 0;
    for (; i + 8 <= count; i += 8)
        for (long lane = 0; lane < 8; lane++) sums[lane] += (double)x[i + lane] * y[i + lane];
    for (long lane = 0; i < count; i++, lane++) sums[lane] += (double)x[i] * y[i];
    return total(sums);
}

// The statistic of a table with rows `low` and `set` is the sum over the bins of
// (set * counts - lines * found)^2 / counts, over set * low; the differences are exact integers.
EACH void finish_octet(int64_t found[5][8], const int32_t *set, const float *inverse, const int32_t *counts,
                       const float *reciprocals, int32_t lines, float *statistics) {
    for (long lane = 0; lane < 8; lane++) {
        int32_t rest = set[lane];
        float sum = 0;
        for (long bin = 0; bin < 5; bin++) {
            int32_t here = (int32_t)found[bin][lane];
            rest -= here;
            float difference = (float)(set[lane] * counts[bin] - lines * here);
            sum += difference * difference * reciprocals[bin];
        }
        float difference = (float)(set[lane] * counts[5] - lines * rest);
        sum += difference * difference * reciprocals[5];
        statistics[lane] = sum * inverse[lane];
    }
}

EACH void reciprocals_of(const int32_t *counts, float *reciprocals) {
    for (long bin = 0; bin < 6; bin++) reciprocals[bin] = counts[bin] > 0 ? 1.0f / (float)counts[bin] : 0;
}

EACH void chi_squared(const uint64_t *bits, const int32_t *set, const float *inverse, long octets, long words,
                      const uint64_t *bins, const int32_t *counts, int32_t lines, float *statistics) {
    float reciprocals[6];
    reciprocals_of(counts, reciprocals);
    for (long octet = 0; octet < octets; octet++) {
        int64_t found[5][8] = {{0}};
        const uint64_t *genes = bits + octet * words * 8;
        for (long word = 0; word < words; word++)
            for (long lane = 0; lane < 8; lane++) {
                uint64_t gene = genes[word * 8 + lane];
                for (long bin = 0; bin < 5; bin++)
                    found[bin][lane] += __builtin_popcountll(gene & bins[bin * words + word]);
            }
        finish_octet(found, set + octet * 8, inverse + octet * 8, counts, reciprocals, lines,
                     statistics + octet * 8);
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512vpopcntdq,popcnt")))
#define AVX2 __attribute__((target("avx2,popcnt")))

WIDE static void wide_chi_squared(const uint64_t *bits, const int32_t *set, const float *inverse, long octets,
                                  long words, const uint64_t *bins, const int32_t *counts, int32_t lines,
                                  float *statistics) {
    float reciprocals[6];
    reciprocals_of(counts, reciprocals);
    for (long octet = 0; octet < octets; octet++) {
        const uint64_t *genes = bits + octet * words * 8;
        __m512i sums[5];
        for (int bin = 0; bin < 5; bin++) sums[bin] = _mm512_setzero_si512();
        for (long word = 0; word < words; word++) {
            __m512i gene = _mm512_loadu_si512(genes + word * 8);
            for (int bin = 0; bin < 5; bin++) {
                __m512i both = _mm512_and_si512(gene, _mm512_set1_epi64((long long)bins[bin * words + word]));
                sums[bin] = _mm512_add_epi64(sums[bin], _mm512_popcnt_epi64(both));
            }
        }
        int64_t found[5][8];
        for (int bin = 0; bin < 5; bin++) _mm512_storeu_si512(found[bin], sums[bin]);
        finish_octet(found, set + octet * 8, inverse + octet * 8, counts, reciprocals, lines,
                     statistics + octet * 8);
    }
}

EACH int is_wide(void) {
    return __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
}

EACH int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"); }

#define VARIANTS(result, name, parameters, arguments)                         \
    WIDE static result name##_wide parameters { return name arguments; }      \
    AVX2 static result name##_avx2 parameters { return name arguments; }      \
    result pairwell_##name parameters {                                       \
        if (is_wide()) return name##_wide arguments;                          \
        if (has_avx2()) return name##_avx2 arguments;                         \
        return name arguments;                                                \
    }

AVX2 static void avx2_chi_squared(const uint64_t *bits, const int32_t *set, const float *inverse, long octets,
                                  long words, const uint64_t *bins, const int32_t *counts, int32_t lines,
                                  float *statistics) {
    chi_squared(bits, set, inverse, octets, words, bins, counts, lines, statistics);
}

void pairwell_chi_squared(const uint64_t *bits, const int32_t *set, const float *inverse, long octets,
                          long words, const uint64_t *bins, const int32_t *counts, int32_t lines,
                          float *statistics) {
    if (is_wide())
        wide_chi_squared(bits, set, inverse, octets, words, bins, counts, lines, statistics);
    else if (has_avx2())
        avx2_chi_squared(bits, set, inverse, octets, words, bins, counts, lines, statistics);
    else
        chi_squared(bits, set, inverse, octets, words, bins, counts, lines, statistics);
}

#else

#define VARIANTS(result, name, parameters, arguments) \
    result pairwell_##name parameters { return name arguments; }

VARIANTS(void, chi_squared,
         (const uint64_t *bits, const int32_t *set, const float *inverse, long octets, long words,
          const uint64_t *bins, const int32_t *counts, int32_t lines, float *statistics),
         (bits, set, inverse, octets, words, bins, counts, lines, statistics))

#endif

VARIANTS(void, magnitudes, (float *scores, const float *scales, long count), (scores, scales, count))
VARIANTS(long, count_at_least, (const float *scores, long count, float threshold), (scores, count, threshold))
VARIANTS(long, places_at_least, (const float *scores, long count, float threshold, int32_t *places),
         (scores, count, threshold, places))
VARIANTS(double, dot_split, (const float *high, const float *low, const double *y, long count),
         (high, low, y, count))
VARIANTS(double, dot, (const float *x, const double *y, long count), (x, y, count))
