#ifndef PAIRWELL_CASCENT_H
#define PAIRWELL_CASCENT_H

#include <stdbool.h>
#include <stdint.h>

/// Inner loops of stochastic variational inference, each written once and compiled for several instruction
/// sets; every variant gives the same bits.

/// The instruction sets, from the narrowest.
typedef enum __attribute__((enum_extensibility(closed))) PairwellInstructions {
    PairwellInstructionsPlain,
    PairwellInstructionsAVX2,
    PairwellInstructionsAVX512,
} PairwellInstructions;

/// Whether this processor has them.
bool pairwell_has(PairwellInstructions instructions);

/// The numbers of one fit, `count` in each buffer, a multiple of 32. Buffers do not overlap.
typedef struct PairwellNumbers {
    long count;
    double *_Nonnull location;
    /// Standard deviations are softplus(`raw_scale`).
    double *_Nonnull raw_scale;
    double *_Nonnull scale;
    /// The derivative of each scale by its raw scale.
    double *_Nonnull slope;
    double *_Nonnull normals;
    /// `location` + `scale` * `normals`.
    double *_Nonnull factors;
    /// Of the log density of `factors`, which is that by `location` as well.
    double *_Nonnull gradient;
    /// Adam's first and second moments of `location`, then of `raw_scale`: four times `count`.
    double *_Nonnull moments;
} PairwellNumbers;

/// The edges between `nodes` rows of `stride` factors, of which the model is the dot product of two rows with
/// signs. `stride` is even, and rows beyond the rank have the sign 0.
typedef struct PairwellEdges {
    long nodes;
    long stride;
    /// `stride` signs, then two rows of work space.
    double *_Nonnull rows;
    /// Edges of node a are `starts[a]` to below `starts[a + 1]`.
    const int32_t *_Nonnull starts;
    /// The other node of each edge.
    const int32_t *_Nonnull ends;
    const double *_Nonnull targets;
    const double *_Nonnull precisions;
    /// Takes each edge's residual times its precision.
    double *_Nonnull pulls;
} PairwellEdges;

/// Fills `scale` and `slope`, `factors`, and `gradient` with that of their standard normal prior.
void pairwell_draw(PairwellInstructions instructions, PairwellNumbers numbers);

/// Adds the gradient of the log likelihood; returns the sum of squared residuals, each times its precision.
double pairwell_add_likelihood(PairwellInstructions instructions, PairwellNumbers numbers,
                               PairwellEdges edges);

/// Writes the gradient of the bound by `raw_scale`.
void pairwell_scale_gradient(PairwellInstructions instructions, PairwellNumbers numbers,
                             double *_Nonnull result);

/// One step of Adam (Kingma and Ba 2015) along both gradients of the bound. `rate` and `correction` undo the
/// zero start of the first and of the second moments.
void pairwell_climb(PairwellInstructions instructions, PairwellNumbers numbers, double rate,
                    double correction);

#endif
