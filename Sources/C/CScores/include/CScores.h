#ifndef PAIRWELL_CSCORES_H
#define PAIRWELL_CSCORES_H

#include <stdint.h>

/// Inner loops of the modifier screen, each written once and compiled for several instruction sets; every
/// variant gives the same bits.

/// |scores[i] * scales[i]| in place; NaN where the scale is NaN.
void pairwell_magnitudes(float *_Nonnull scores, const float *_Nonnull scales, long count);

/// How many scores are at least `threshold`; NaN never is.
long pairwell_count_at_least(const float *_Nonnull scores, long count, float threshold);

/// Writes the places of the scores at least `threshold`, ascending; `places` has room for `count` + 16.
/// Returns how many there are.
long pairwell_places_at_least(const float *_Nonnull scores, long count, float threshold,
                              int32_t *_Nonnull places);

/// The sum of (high[i] + low[i]) * y[i] in double precision, in a fixed order.
double pairwell_dot_split(const float *_Nonnull high, const float *_Nonnull low, const double *_Nonnull y,
                          long count);

/// The sum of x[i] * y[i] in double precision, in a fixed order.
double pairwell_dot(const float *_Nonnull x, const double *_Nonnull y, long count);

/// Chi-squared statistics of 2 x 6 tables, eight genes at a time.
///
/// `bits`: for each octet of genes, for each word of lines, the words of its eight genes; a bit is set where
/// the line's expression reaches the gene's median. `set`: how many bits of each gene are set. `inverse`:
/// 1 / (set * (lines - set)), 0 for a gene with an empty row, NaN for one not to be tested. `bins`: five sets
/// of `words` words, the lines in each of the first five bins; `counts`: the lines in each of the six. At most
/// 32,767 lines. `statistics` takes eight values an octet.
void pairwell_chi_squared(const uint64_t *_Nonnull bits, const int32_t *_Nonnull set,
                          const float *_Nonnull inverse, long octets, long words,
                          const uint64_t *_Nonnull bins, const int32_t *_Nonnull counts, int32_t lines,
                          float *_Nonnull statistics);

#endif
