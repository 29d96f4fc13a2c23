#include "CAscent.h"

// A fused multiply-add on one machine only would give its sums other bits.
#pragma STDC FP_CONTRACT OFF
// because vectors pass between inlined functions only
#pragma clang diagnostic ignored "-Wpsabi"

#define EACH static inline __attribute__((always_inline))

typedef double Pair __attribute__((vector_size(16), aligned(8), may_alias));
typedef double Quad __attribute__((vector_size(32), aligned(8), may_alias));
// Several vectors of the widest set, so that the processor has more than one series to work on at a time.
typedef double Block __attribute__((vector_size(256), aligned(8), may_alias));
typedef int64_t Bits __attribute__((vector_size(256), aligned(8)));

#define BLOCK(buffer, place) (*(Block *)((buffer) + (place)))
#define QUAD(row, quad) (*(Quad *)((row) + 4 * (quad)))
#define PAIR(row, pair) (*(Pair *)((row) + 2 * (pair)))

EACH Block choose(Bits condition, Block yes, Block no) {
    return (Block)((condition & (Bits)yes) | (~condition & (Bits)no));
}

// portableExp of PortableMath.swift, to the bit, for numbers not above 0.
EACH Block exp_of_negative(Block x) {
    Block bounded = choose(x < -700.0, (Block){} - 700.0, x);
    // Adding 1.5 * 2^52 rounds to a whole number and leaves it in the low bits.
    Block shifted = bounded * 1.4426950408889634 + 0x1.8p52;
    Block whole = shifted - 0x1.8p52;
    Block rest = (bounded - whole * 0.6931471803691238) - whole * 1.9082149292705877e-10;
    Block series = rest * (1.0 / 6227020800) + 1.0 / 479001600;
    series = series * rest + 1.0 / 39916800;
    series = series * rest + 1.0 / 3628800;
    series = series * rest + 1.0 / 362880;
    series = series * rest + 1.0 / 40320;
    series = series * rest + 1.0 / 5040;
    series = series * rest + 1.0 / 720;
    series = series * rest + 1.0 / 120;
    series = series * rest + 1.0 / 24;
    series = series * rest + 1.0 / 6;
    series = series * rest + 0.5;
    series = series * rest * rest + rest;
    Block power = (Block)(((Bits)shifted + 1023) << 52);
    return power + power * series;
}

// portableLogOnePlus of PortableMath.swift, to the bit.
EACH Block log_one_plus(Block z) {
    Block w = z / (2.0 + z);
    Block square = w * w;
    Block series = square * (1.0 / 33) + 1.0 / 31;
    series = series * square + 1.0 / 29;
    series = series * square + 1.0 / 27;
    series = series * square + 1.0 / 25;
    series = series * square + 1.0 / 23;
    series = series * square + 1.0 / 21;
    series = series * square + 1.0 / 19;
    series = series * square + 1.0 / 17;
    series = series * square + 1.0 / 15;
    series = series * square + 1.0 / 13;
    series = series * square + 1.0 / 11;
    series = series * square + 1.0 / 9;
    series = series * square + 1.0 / 7;
    series = series * square + 1.0 / 5;
    series = series * square + 1.0 / 3;
    return 2.0 * w + 2.0 * w * square * series;
}

EACH void draw(PairwellNumbers of) {
    for (long place = 0; place < of.count; place += 32) {
        Block x = BLOCK(of.raw_scale, place);
        Bits is_positive = x > 0.0;
        Block z = exp_of_negative((Block)((Bits)x | INT64_MIN));
        BLOCK(of.slope, place) = choose(is_positive, (Block){} + 1.0, z) / (1.0 + z);
        BLOCK(of.scale, place) = (Block)(is_positive & (Bits)x) + log_one_plus(z);
    }
    for (long place = 0; place < of.count; place += 32) {
        Block factors = BLOCK(of.location, place) + BLOCK(of.scale, place) * BLOCK(of.normals, place);
        BLOCK(of.factors, place) = factors;
        BLOCK(of.gradient, place) = -factors;
    }
}

// Two running sums, of even and of odd places, in every variant.
EACH double dot(const double *x, const double *y, long pairs) {
    Pair sums = {0, 0};
    for (long k = 0; k < pairs / 2; k++) {
        Quad product = QUAD(x, k) * QUAD(y, k);
        sums += __builtin_shufflevector(product, product, 0, 1);
        sums += __builtin_shufflevector(product, product, 2, 3);
    }
    if (pairs % 2) sums += PAIR(x, pairs - 1) * PAIR(y, pairs - 1);
    return sums[0] + sums[1];
}

EACH void multiply(const double *x, const double *y, double *result, long pairs) {
    for (long k = 0; k < pairs / 2; k++) QUAD(result, k) = QUAD(x, k) * QUAD(y, k);
    if (pairs % 2) PAIR(result, pairs - 1) = PAIR(x, pairs - 1) * PAIR(y, pairs - 1);
}

EACH void add_multiple(double weight, const double *x, double *sum, long pairs) {
    for (long k = 0; k < pairs / 2; k++) QUAD(sum, k) += weight * QUAD(x, k);
    if (pairs % 2) PAIR(sum, pairs - 1) += weight * PAIR(x, pairs - 1);
}

// Edges of a node are gone over twice, because the dot products, each a long chain, then overlap.
EACH double add_rows(PairwellNumbers of, PairwellEdges edges, double *own, double *sum, long pairs) {
    double squares = 0;
    for (long node = 0; node < edges.nodes; node++) {
        long first = edges.starts[node];
        long last = edges.starts[node + 1];
        if (first == last) continue;
        multiply(edges.rows, of.factors + node * 2 * pairs, own, pairs);
        for (long k = 0; k < pairs; k++) PAIR(sum, k) = (Pair){0, 0};
        for (long edge = first; edge < last; edge++) {
            long other = edges.ends[edge] * 2 * pairs;
            double residual = edges.targets[edge] - dot(own, of.factors + other, pairs);
            double pull = residual * edges.precisions[edge];
            squares += residual * pull;
            edges.pulls[edge] = pull;
        }
        for (long edge = first; edge < last; edge++) {
            long other = edges.ends[edge] * 2 * pairs;
            double pull = edges.pulls[edge];
            add_multiple(pull, of.factors + other, sum, pairs);
            add_multiple(pull, own, of.gradient + other, pairs);
        }
        double *gradient = of.gradient + node * 2 * pairs;
        for (long k = 0; k < pairs; k++) PAIR(gradient, k) += PAIR(edges.rows, k) * PAIR(sum, k);
    }
    return squares;
}

// Rows of a known length stay in registers.
#define KNOWN(pairs)                                      \
    case pairs: {                                         \
        double own[2 * pairs], sum[2 * pairs];            \
        return add_rows(numbers, edges, own, sum, pairs); \
    }

EACH double add_likelihood(PairwellNumbers numbers, PairwellEdges edges) {
    switch (edges.stride / 2) {
        KNOWN(1)
        KNOWN(2)
        KNOWN(3)
        KNOWN(4)
        KNOWN(5)
        KNOWN(6)
        KNOWN(7)
        KNOWN(8)
        default: {
            double *own = edges.rows + edges.stride;
            return add_rows(numbers, edges, own, own + edges.stride, edges.stride / 2);
        }
    }
}

EACH Block scale_gradient_at(PairwellNumbers of, long place) {
    Block gradient = BLOCK(of.gradient, place) * BLOCK(of.normals, place) + 1.0 / BLOCK(of.scale, place);
    return gradient * BLOCK(of.slope, place);
}

EACH void scale_gradient(PairwellNumbers of, double *result) {
    for (long place = 0; place < of.count; place += 32) BLOCK(result, place) = scale_gradient_at(of, place);
}

EACH void move(double *parameter, Block gradient, double *first, double *second, double rate,
               double correction) {
    Block mean = 0.9 * BLOCK(first, 0) + 0.1 * gradient;
    Block square = 0.999 * BLOCK(second, 0) + 0.001 * gradient * gradient;
    BLOCK(first, 0) = mean;
    BLOCK(second, 0) = square;
    BLOCK(parameter, 0) += rate * mean / (__builtin_elementwise_sqrt(square * correction) + 1e-8);
}

EACH void climb(PairwellNumbers of, double rate, double correction) {
    for (long place = 0; place < of.count; place += 32) {
        double *moments = of.moments + place;
        move(of.location + place, BLOCK(of.gradient, place), moments, moments + of.count, rate, correction);
        moments += 2 * of.count;
        move(of.raw_scale + place, scale_gradient_at(of, place), moments, moments + of.count, rate,
             correction);
    }
}

#if defined(__x86_64__)

#define AVX512 __attribute__((target("avx512f,avx512vl,avx512dq")))
#define AVX2 __attribute__((target("avx2")))

bool pairwell_has(PairwellInstructions instructions) {
    switch (instructions) {
        case PairwellInstructionsPlain: return true;
        case PairwellInstructionsAVX2: return __builtin_cpu_supports("avx2");
        case PairwellInstructionsAVX512:
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
                && __builtin_cpu_supports("avx512dq");
    }
}

#define VARIANTS(result, name, parameters, arguments)                                 \
    AVX512 static result name##_avx512 parameters { return name arguments; }          \
    AVX2 static result name##_avx2 parameters { return name arguments; }              \
    static result name##_plain parameters { return name arguments; }

#define CALL(name, arguments)                                                         \
    switch (instructions) {                                                           \
        case PairwellInstructionsAVX512: return name##_avx512 arguments;              \
        case PairwellInstructionsAVX2: return name##_avx2 arguments;                  \
        case PairwellInstructionsPlain: return name##_plain arguments;                \
    }

#else

bool pairwell_has(PairwellInstructions instructions) { return instructions == PairwellInstructionsPlain; }

#define VARIANTS(result, name, parameters, arguments)
#define CALL(name, arguments) return name arguments;

#endif

VARIANTS(void, draw, (PairwellNumbers numbers), (numbers))
void pairwell_draw(PairwellInstructions instructions, PairwellNumbers numbers) { CALL(draw, (numbers)) }

VARIANTS(double, add_likelihood, (PairwellNumbers numbers, PairwellEdges edges), (numbers, edges))
double pairwell_add_likelihood(PairwellInstructions instructions, PairwellNumbers numbers,
                               PairwellEdges edges) {
    CALL(add_likelihood, (numbers, edges))
}

VARIANTS(void, scale_gradient, (PairwellNumbers numbers, double *result), (numbers, result))
void pairwell_scale_gradient(PairwellInstructions instructions, PairwellNumbers numbers, double *result) {
    CALL(scale_gradient, (numbers, result))
}

VARIANTS(void, climb, (PairwellNumbers numbers, double rate, double correction), (numbers, rate, correction))
void pairwell_climb(PairwellInstructions instructions, PairwellNumbers numbers, double rate,
                    double correction) {
    CALL(climb, (numbers, rate, correction))
}
