#ifndef PAIRWELL_CLAPACK_H
#define PAIRWELL_CLAPACK_H

/// Cholesky factor of a symmetric positive-definite matrix, column-major, in place.
/// Returns 0, or k > 0 if the leading minor of order k is not positive definite.
int pairwell_dpotrf(char uplo, int n, double *_Nonnull a, int lda);

/// Solves A X = B from the factor that `pairwell_dpotrf` left in `a`; B is overwritten by X.
/// Returns 0, or -k if the k-th argument is out of range.
int pairwell_dpotrs(char uplo, int n, int nrhs, const double *_Nonnull a, int lda, double *_Nonnull b, int ldb);

/// The inverse of A in the triangle that holds the factor which `pairwell_dpotrf` left in `a`.
/// Returns 0, or k > 0 if the factor has a zero on its diagonal.
int pairwell_dpotri(char uplo, int n, double *_Nonnull a, int lda);

/// Minimum-norm least squares by singular values, column-major; A is destroyed, B holds the solution.
/// `singular` takes min(m, n) values. `work` and `iwork` take what a call with `lwork` -1 asks for in
/// `work[0]` and `iwork[0]`. Returns 0, or k > 0 if the singular values did not converge.
int pairwell_dgelsd(int m, int n, int nrhs, double *_Nonnull a, int lda, double *_Nonnull b, int ldb,
                    double *_Nonnull singular, double rcond, int *_Nonnull rank, double *_Nonnull work,
                    int lwork, int *_Nonnull iwork);

/// Singular values and vectors by divide and conquer, column-major; A is destroyed.
/// `job` is 'S' for min(m, n) vectors a side, 'A' for all, 'N' for none. `iwork` takes 8 min(m, n) values,
/// `work` what a call with `lwork` -1 asks for in `work[0]`. Returns 0, or k > 0 if it did not converge.
int pairwell_dgesdd(char job, int m, int n, double *_Nonnull a, int lda, double *_Nonnull singular,
                    double *_Nonnull u, int ldu, double *_Nonnull vt, int ldvt, double *_Nonnull work, int lwork,
                    int *_Nonnull iwork);

/// Eigenvalues, ascending, and with `job` 'V' eigenvectors in `a`, of a symmetric matrix, column-major.
/// `work` and `iwork` take what a call with `lwork` and `liwork` -1 asks for in `work[0]` and `iwork[0]`.
/// Returns 0, or k > 0 if it did not converge.
int pairwell_dsyevd(char job, char uplo, int n, double *_Nonnull a, int lda, double *_Nonnull values,
                    double *_Nonnull work, int lwork, int *_Nonnull iwork, int liwork);

#endif
