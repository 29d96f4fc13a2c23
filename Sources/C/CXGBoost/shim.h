#ifndef PAIRWELL_CXGBOOST_H
#define PAIRWELL_CXGBOOST_H
#include <dlfcn.h>
#include <xgboost/c_api.h>

// The library hands tables to all processors by OpenMP, whatever `nthread` says; who calls it has threads of its own.
static inline void pairwell_xgboost_use_one_thread(void) {
    void *self = dlopen(0, RTLD_LAZY);
    if (!self) return;
    void (*use)(int) = (void (*)(int))dlsym(self, "omp_set_num_threads");
    if (use) use(1);
    dlclose(self);
}
#endif
