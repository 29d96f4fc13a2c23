#include "CLapack.h"

#include <stddef.h>

// As in lapack.c: Fortran routines take the length of each character argument after the last argument.
extern void dgesdd_(const char *, const int *, const int *, double *, const int *, double *, double *, const int *,
                    double *, const int *, double *, const int *, int *, int *, size_t);
extern void dsyevd_(const char *, const char *, const int *, double *, const int *, double *, double *, const int *,
                    int *, const int *, int *, size_t, size_t);

int pairwell_dgesdd(char job, int m, int n, double *a, int lda, double *singular, double *u, int ldu, double *vt,
                    int ldvt, double *work, int lwork, int *iwork) {
    int info = 0;
    dgesdd_(&job, &m, &n, a, &lda, singular, u, &ldu, vt, &ldvt, work, &lwork, iwork, &info, (size_t)1);
    return info;
}

int pairwell_dsyevd(char job, char uplo, int n, double *a, int lda, double *values, double *work, int lwork,
                    int *iwork, int liwork) {
    int info = 0;
    dsyevd_(&job, &uplo, &n, a, &lda, values, work, &lwork, iwork, &liwork, &info, (size_t)1, (size_t)1);
    return info;
}
