#ifndef PAIRWELL_CHDF5_H
#define PAIRWELL_CHDF5_H

// What Swift cannot import of libhdf5: constants that are macros around variables, and callbacks.

// The names of 1.10 mean the same in every later library.
#define H5_USE_110_API 1
#include <hdf5.h>
#include <stdlib.h>

static inline hid_t hdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t hdf5_transfer(void) { return H5P_DATASET_XFER; }
static inline hid_t hdf5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t hdf5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t hdf5_native_uint64(void) { return H5T_NATIVE_UINT64; }

/// The C type of text whose length differs from cell to cell, in the encoding of the file's type `kind`.
/// Returns a type to close, or a negative number.
static inline hid_t hdf5_text_in_memory(hid_t kind) {
    hid_t text = H5Tcopy(H5T_C_S1);
    if (text < 0) return text;
    if (H5Tset_size(text, H5T_VARIABLE) < 0 || H5Tset_cset(text, H5Tget_cset(kind)) < 0) {
        H5Tclose(text);
        return -1;
    }
    return text;
}

/// Whether `kind` is a binary floating-point number of IEEE 754 in 2, 4 or 8 bytes and nothing odd.
static inline int hdf5_is_plain_float(hid_t kind) {
    size_t size = H5Tget_size(kind), sign, exponent, exponent_bits, fraction, fraction_bits;
    if (H5Tget_class(kind) != H5T_FLOAT) return 0;
    if (H5Tget_fields(kind, &sign, &exponent, &exponent_bits, &fraction, &fraction_bits) < 0) return 0;
    if (H5Tget_offset(kind) != 0 || H5Tget_precision(kind) != 8 * size) return 0;
    if (H5Tget_order(kind) != H5T_ORDER_LE && H5Tget_order(kind) != H5T_ORDER_BE) return 0;
    if (H5Tget_norm(kind) != H5T_NORM_IMPLIED) return 0;
    size_t bits = size == 2 ? 5 : size == 4 ? 8 : size == 8 ? 11 : 0;
    return bits != 0 && exponent_bits == bits && fraction == 0 && fraction_bits == 8 * size - 1 - bits
        && exponent == fraction_bits && sign == 8 * size - 1
        && H5Tget_ebias(kind) == ((size_t)1 << (bits - 1)) - 1;
}

/// Whether `kind` is a whole number that fills its 1, 2, 4 or 8 bytes.
static inline int hdf5_is_plain_integer(hid_t kind) {
    size_t size = H5Tget_size(kind);
    return H5Tget_class(kind) == H5T_INTEGER && (size == 1 || size == 2 || size == 4 || size == 8)
        && H5Tget_precision(kind) == 8 * size && H5Tget_offset(kind) == 0
        && (H5Tget_order(kind) == H5T_ORDER_LE || H5Tget_order(kind) == H5T_ORDER_BE);
}

/// Memory that the library takes for text of varying length: no more than `left` bytes, and given back all
/// at once, also when reading failed in the middle.
struct hdf5_arena {
    size_t left;
    struct hdf5_arena_block *blocks;
};

struct hdf5_arena_block {
    struct hdf5_arena_block *next;
};

static inline void *hdf5_arena_take(size_t size, void *info) {
    struct hdf5_arena *arena = (struct hdf5_arena *)info;
    if (size > arena->left) return NULL;
    struct hdf5_arena_block *block = (struct hdf5_arena_block *)malloc(sizeof *block + size);
    if (!block) return NULL;
    arena->left -= size;
    block->next = arena->blocks;
    arena->blocks = block;
    return block + 1;
}

static inline void hdf5_arena_keep(void *memory, void *info) {
    (void)memory;
    (void)info;
}

static inline void hdf5_arena_free(struct hdf5_arena *arena) {
    while (arena->blocks) {
        struct hdf5_arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}

/// Makes reads with these transfer settings take memory for text from the arena.
static inline herr_t hdf5_use_arena(hid_t transfer, struct hdf5_arena *arena) {
    return H5Pset_vlen_mem_manager(transfer, hdf5_arena_take, arena, hdf5_arena_keep, arena);
}

/// From here on this thread's failures print nothing, and no filter is loaded from a plugin folder.
static inline herr_t hdf5_keep_quiet(void) {
    if (H5open() < 0 || H5Eset_auto2(H5E_DEFAULT, NULL, NULL) < 0) return -1;
    return H5PLset_loading_state(0);
}

/// Opens a file that lies in memory; the library copies the bytes and reaches for no disk.
/// Returns a file to close, or a negative number.
static inline hid_t hdf5_open_image(const void *bytes, size_t count) {
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (access < 0) return access;
    hid_t file = -1;
    if (H5Pset_fapl_core(access, 1 << 16, 0) >= 0 && H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0
        && H5Pset_file_image(access, (void *)bytes, count) >= 0)
        file = H5Fopen("dropped", H5F_ACC_RDONLY, access);
    H5Pclose(access);
    return file;
}

#endif
