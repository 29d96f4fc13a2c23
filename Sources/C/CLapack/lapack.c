#include "CLapack.h"

#include <stddef.h>

// Debian's OpenBLAS has LAPACK's Fortran routines but neither LAPACKE nor lapacke.h. A Fortran compiler
// passes the length of each character argument after the last argument.
extern void dpotrf_(const char *, const int *, double *, const int *, int *, size_t);
extern void dpotrs_(const char *, const int *, const int *, const double *, const int *, double *, const int *,
                    int *, size_t);
extern void dpotri_(const char *, const int *, double *, const int *, int *, size_t);
extern void dgelsd_(const int *, const int *, const int *, double *, const int *, double *, const int *, double *,
                    const double *, int *, double *, const int *, int *, int *);

int pairwell_dpotrf(char uplo, int n, double *a, int lda) {
    int info = 0;
    dpotrf_(&uplo, &n, a, &lda, &info, (size_t)1);
    return info;
}

int pairwell_dpotrs(char uplo, int n, int nrhs, const double *a, int lda, double *b, int ldb) {
    int info = 0;
    dpotrs_(&uplo, &n, &nrhs, a, &lda, b, &ldb, &info, (size_t)1);
    return info;
}

int pairwell_dpotri(char uplo, int n, double *a, int lda) {
    int info = 0;
    dpotri_(&uplo, &n, a, &lda, &info, (size_t)1);
    return info;
}

int pairwell_dgelsd(int m, int n, int nrhs, double *a, int lda, double *b, int ldb, double *singular, double rcond,
                    int *rank, double *work, int lwork, int *iwork) {
    int info = 0;
    dgelsd_(&m, &n, &nrhs, a, &lda, b, &ldb, singular, &rcond, rank, work, &lwork, iwork, &info);
    return info;
}
