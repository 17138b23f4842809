#pragma once
#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <sched.h>
#include <stddef.h>

// libarchive brings ten libraries with it (ICU among them), which take a quarter of the time of a short command to load.
// It is loaded when the first archive is read or written: most charts are folders.

#define CARCHIVE_FUNCTIONS(X) \
    X(archive_read_new) \
    X(archive_read_free) \
    X(archive_read_support_filter_gzip) \
    X(archive_read_support_format_raw) \
    X(archive_read_support_format_tar) \
    X(archive_read_open_memory) \
    X(archive_read_next_header) \
    X(archive_read_data) \
    X(archive_write_new) \
    X(archive_write_free) \
    X(archive_write_add_filter_gzip) \
    X(archive_write_set_format_raw) \
    X(archive_write_set_format_pax_restricted) \
    X(archive_write_set_options) \
    X(archive_write_set_bytes_in_last_block) \
    X(archive_write_header) \
    X(archive_write_data) \
    X(archive_write_close) \
    X(archive_error_string) \
    X(archive_entry_new) \
    X(archive_entry_free) \
    X(archive_entry_pathname) \
    X(archive_entry_pathname_utf8) \
    X(archive_entry_hardlink) \
    X(archive_entry_hardlink_utf8) \
    X(archive_entry_filetype) \
    X(archive_entry_size) \
    X(archive_entry_sparse_count) \
    X(archive_entry_set_pathname) \
    X(archive_entry_set_mtime) \
    X(archive_entry_set_filetype) \
    X(archive_entry_set_perm) \
    X(archive_entry_set_size) \
    X(archive_write_open)

struct carchive_functions {
#define CARCHIVE_FIELD(name) __typeof__(name) *name;
    CARCHIVE_FUNCTIONS(CARCHIVE_FIELD)
#undef CARCHIVE_FIELD
    // Why libarchive is not there, in the loader's words; NULL when it is.
    const char *problem;
};

// The functions of libarchive, loaded by whoever comes first; others wait for it.
static inline const struct carchive_functions *carchive_load(void) {
    enum { absent, loading, present };
    static struct carchive_functions functions;
    static int state = absent;
    if (__atomic_load_n(&state, __ATOMIC_ACQUIRE) == present) return &functions;
    int expected = absent;
    if (!__atomic_compare_exchange_n(&state, &expected, loading, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        while (__atomic_load_n(&state, __ATOMIC_ACQUIRE) != present) sched_yield();
        return &functions;
    }
#if defined(__APPLE__)
    void *library = dlopen("libarchive.13.dylib", RTLD_NOW | RTLD_LOCAL);
#else
    void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
#endif
    if (!library) {
        functions.problem = dlerror();
    } else {
#define CARCHIVE_FIND(symbol) \
        functions.symbol = (__typeof__(symbol) *)dlsym(library, #symbol); \
        if (!functions.symbol) functions.problem = "libarchive has no " #symbol;
        CARCHIVE_FUNCTIONS(CARCHIVE_FIND)
#undef CARCHIVE_FIND
    }
    __atomic_store_n(&state, present, __ATOMIC_RELEASE);
    return &functions;
}

// Why libarchive cannot be used, or NULL. Asked before any other function here.
static inline const char *carchive_problem(void) { return carchive_load()->problem; }

// libarchive's functions of the same names, with a c before them.

static inline struct archive *carchive_read_new(void) { return carchive_load()->archive_read_new(); }
static inline int carchive_read_free(struct archive *archive) { return carchive_load()->archive_read_free(archive); }
static inline int carchive_read_support_filter_gzip(struct archive *archive) {
    return carchive_load()->archive_read_support_filter_gzip(archive);
}
static inline int carchive_read_support_format_raw(struct archive *archive) {
    return carchive_load()->archive_read_support_format_raw(archive);
}
static inline int carchive_read_support_format_tar(struct archive *archive) {
    return carchive_load()->archive_read_support_format_tar(archive);
}
static inline int carchive_read_open_memory(struct archive *archive, const void *bytes, size_t count) {
    return carchive_load()->archive_read_open_memory(archive, bytes, count);
}
static inline int carchive_read_next_header(struct archive *archive, struct archive_entry **entry) {
    return carchive_load()->archive_read_next_header(archive, entry);
}
static inline la_ssize_t carchive_read_data(struct archive *archive, void *buffer, size_t count) {
    return carchive_load()->archive_read_data(archive, buffer, count);
}
static inline struct archive *carchive_write_new(void) { return carchive_load()->archive_write_new(); }
static inline int carchive_write_free(struct archive *archive) { return carchive_load()->archive_write_free(archive); }
static inline int carchive_write_add_filter_gzip(struct archive *archive) {
    return carchive_load()->archive_write_add_filter_gzip(archive);
}
static inline int carchive_write_set_format_raw(struct archive *archive) {
    return carchive_load()->archive_write_set_format_raw(archive);
}
static inline int carchive_write_set_format_pax_restricted(struct archive *archive) {
    return carchive_load()->archive_write_set_format_pax_restricted(archive);
}
static inline int carchive_write_set_options(struct archive *archive, const char *options) {
    return carchive_load()->archive_write_set_options(archive, options);
}
static inline int carchive_write_set_bytes_in_last_block(struct archive *archive, int count) {
    return carchive_load()->archive_write_set_bytes_in_last_block(archive, count);
}
static inline int carchive_write_header(struct archive *archive, struct archive_entry *entry) {
    return carchive_load()->archive_write_header(archive, entry);
}
static inline la_ssize_t carchive_write_data(struct archive *archive, const void *bytes, size_t count) {
    return carchive_load()->archive_write_data(archive, bytes, count);
}
static inline int carchive_write_close(struct archive *archive) {
    return carchive_load()->archive_write_close(archive);
}
static inline const char *carchive_error_string(struct archive *archive) {
    return carchive_load()->archive_error_string(archive);
}
static inline struct archive_entry *carchive_entry_new(void) { return carchive_load()->archive_entry_new(); }
static inline void carchive_entry_free(struct archive_entry *entry) { carchive_load()->archive_entry_free(entry); }
static inline const char *carchive_entry_pathname(struct archive_entry *entry) {
    return carchive_load()->archive_entry_pathname(entry);
}
static inline const char *carchive_entry_pathname_utf8(struct archive_entry *entry) {
    return carchive_load()->archive_entry_pathname_utf8(entry);
}
static inline const char *carchive_entry_hardlink(struct archive_entry *entry) {
    return carchive_load()->archive_entry_hardlink(entry);
}
static inline const char *carchive_entry_hardlink_utf8(struct archive_entry *entry) {
    return carchive_load()->archive_entry_hardlink_utf8(entry);
}
static inline __LA_MODE_T carchive_entry_filetype(struct archive_entry *entry) {
    return carchive_load()->archive_entry_filetype(entry);
}
static inline la_int64_t carchive_entry_size(struct archive_entry *entry) {
    return carchive_load()->archive_entry_size(entry);
}
static inline int carchive_entry_sparse_count(struct archive_entry *entry) {
    return carchive_load()->archive_entry_sparse_count(entry);
}
static inline void carchive_entry_set_pathname(struct archive_entry *entry, const char *path) {
    carchive_load()->archive_entry_set_pathname(entry, path);
}
static inline void carchive_entry_set_mtime(struct archive_entry *entry, time_t seconds, long nanoseconds) {
    carchive_load()->archive_entry_set_mtime(entry, seconds, nanoseconds);
}
static inline void carchive_entry_set_filetype(struct archive_entry *entry, unsigned int type) {
    carchive_load()->archive_entry_set_filetype(entry, type);
}
static inline void carchive_entry_set_perm(struct archive_entry *entry, __LA_MODE_T permissions) {
    carchive_load()->archive_entry_set_perm(entry, permissions);
}
static inline void carchive_entry_set_size(struct archive_entry *entry, la_int64_t size) {
    carchive_load()->archive_entry_set_size(entry, size);
}
static inline int carchive_write_open(
    struct archive *archive, void *context, archive_open_callback *open, archive_write_callback *write,
    archive_close_callback *close
) {
    return carchive_load()->archive_write_open(archive, context, open, write, close);
}
