#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <sched.h>
#include <stddef.h>

// libcurl brings some forty libraries with it, which take longer to load than most commands to run. It is loaded when
// the first request needs it, not when the program starts.

#define CCURL_FUNCTIONS(X) \
    X(curl_easy_setopt) \
    X(curl_easy_getinfo) \
    X(curl_slist_free_all) \
    X(curl_version) \
    X(curl_multi_wakeup) \
    X(curl_multi_setopt) \
    X(curl_multi_cleanup) \
    X(curl_easy_strerror) \
    X(curl_easy_send) \
    X(curl_easy_recv) \
    X(curl_easy_init) \
    X(curl_easy_cleanup) \
    X(curl_version_info) \
    X(curl_slist_append) \
    X(curl_multi_strerror) \
    X(curl_multi_remove_handle) \
    X(curl_multi_poll) \
    X(curl_multi_perform) \
    X(curl_multi_init) \
    X(curl_multi_info_read) \
    X(curl_multi_add_handle) \
    X(curl_global_init) \
    X(curl_easy_pause)

struct ccurl_functions {
#define CCURL_FIELD(name) __typeof__(name) *name;
    CCURL_FUNCTIONS(CCURL_FIELD)
#undef CCURL_FIELD
    // Why libcurl is not there, in the loader's words; NULL when it is.
    const char *problem;
};

// The functions of libcurl, loaded by whoever comes first; others wait for it.
static inline const struct ccurl_functions *ccurl_load(void) {
    enum { absent, loading, present };
    static struct ccurl_functions functions;
    static int state = absent;
    if (__atomic_load_n(&state, __ATOMIC_ACQUIRE) == present) return &functions;
    int expected = absent;
    if (!__atomic_compare_exchange_n(&state, &expected, loading, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        while (__atomic_load_n(&state, __ATOMIC_ACQUIRE) != present) sched_yield();
        return &functions;
    }
#if defined(__APPLE__)
    void *library = dlopen("libcurl.4.dylib", RTLD_NOW | RTLD_LOCAL);
#else
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
#endif
    if (!library) {
        functions.problem = dlerror();
    } else {
#define CCURL_FIND(symbol) \
        functions.symbol = (__typeof__(symbol) *)dlsym(library, #symbol); \
        if (!functions.symbol) functions.problem = "libcurl has no " #symbol;
        CCURL_FUNCTIONS(CCURL_FIND)
#undef CCURL_FIND
    }
    __atomic_store_n(&state, present, __ATOMIC_RELEASE);
    return &functions;
}

// Why libcurl cannot be used, or NULL. Asked before any other function here.
static inline const char *ccurl_problem(void) {
    return ccurl_load()->problem;
}


// Swift cannot call variadic C functions. Each function below is one call of `curl_easy_setopt`,
// `curl_easy_getinfo` or `curl_multi_setopt` with the one argument type that its options take.

// Options that take a long.
static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return ccurl_load()->curl_easy_setopt(handle, option, value);
}

// Options that take a curl_off_t (sizes beyond 2 GiB).
static inline CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return ccurl_load()->curl_easy_setopt(handle, option, value);
}

// Options that take a string, which curl copies, or NULL to take a default back.
static inline CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) {
    return ccurl_load()->curl_easy_setopt(handle, option, value);
}

// Options that take memory which curl does not copy: error buffer, list, body, callback data.
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return ccurl_load()->curl_easy_setopt(handle, option, value);
}

// Options that take bytes, which curl copies.
static inline CURLcode ccurl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = { (void *)bytes, count, CURL_BLOB_COPY };
    return ccurl_load()->curl_easy_setopt(handle, option, &blob);
}

// CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which have one signature.
static inline CURLcode ccurl_set_write_callback(CURL *handle, CURLoption option, curl_write_callback callback) {
    return ccurl_load()->curl_easy_setopt(handle, option, callback);
}

// CURLOPT_PREREQFUNCTION.
static inline CURLcode ccurl_set_prereq_callback(CURL *handle, curl_prereq_callback callback) {
    return ccurl_load()->curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

// CURLOPT_SOCKOPTFUNCTION.
static inline CURLcode ccurl_set_sockopt_callback(CURL *handle, curl_sockopt_callback callback) {
    return ccurl_load()->curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, callback);
}

// Allows http and https only. CURLOPT_PROTOCOLS_STR came with 7.85 and deprecated the option before it.
static inline CURLcode ccurl_allow_http_only(CURL *handle) {
    CURLcode code = ccurl_load()->curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    if (code != CURLE_UNKNOWN_OPTION) return code;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
    return ccurl_load()->curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#pragma clang diagnostic pop
}

static inline CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) {
    return ccurl_load()->curl_easy_getinfo(handle, info, value);
}

static inline CURLcode ccurl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return ccurl_load()->curl_easy_getinfo(handle, info, value);
}

// CURLINFO_ACTIVESOCKET.
static inline CURLcode ccurl_get_socket(CURL *handle, curl_socket_t *value) {
    return ccurl_load()->curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return ccurl_load()->curl_multi_setopt(multi, option, value);
}

// The result inside a message of kind CURLMSG_DONE.
static inline CURLcode ccurl_message_result(const CURLMsg *message) {
    return message->data.result;
}

// The macro CURLVERSION_NOW does not reach Swift.
static inline curl_version_info_data *ccurl_version(void) {
    return ccurl_load()->curl_version_info(CURLVERSION_NOW);
}

// libcurl's functions of the same names, with an extra c.

static inline CURL *ccurl_easy_init(void) { return ccurl_load()->curl_easy_init(); }
static inline void ccurl_easy_cleanup(CURL *handle) { ccurl_load()->curl_easy_cleanup(handle); }
static inline CURLcode ccurl_easy_pause(CURL *handle, int mask) { return ccurl_load()->curl_easy_pause(handle, mask); }
static inline CURLcode ccurl_easy_recv(CURL *handle, void *buffer, size_t size, size_t *count) {
    return ccurl_load()->curl_easy_recv(handle, buffer, size, count);
}
static inline CURLcode ccurl_easy_send(CURL *handle, const void *buffer, size_t size, size_t *count) {
    return ccurl_load()->curl_easy_send(handle, buffer, size, count);
}
static inline const char *ccurl_easy_strerror(CURLcode code) { return ccurl_load()->curl_easy_strerror(code); }
static inline CURLcode ccurl_global_init(long flags) { return ccurl_load()->curl_global_init(flags); }
static inline CURLM *ccurl_multi_init(void) { return ccurl_load()->curl_multi_init(); }
static inline CURLMcode ccurl_multi_cleanup(CURLM *multi) { return ccurl_load()->curl_multi_cleanup(multi); }
static inline CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *handle) {
    return ccurl_load()->curl_multi_add_handle(multi, handle);
}
static inline CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *handle) {
    return ccurl_load()->curl_multi_remove_handle(multi, handle);
}
static inline CURLMcode ccurl_multi_perform(CURLM *multi, int *running) {
    return ccurl_load()->curl_multi_perform(multi, running);
}
static inline CURLMcode ccurl_multi_poll(
    CURLM *multi, struct curl_waitfd *descriptors, unsigned int count, int milliseconds, int *ready
) {
    return ccurl_load()->curl_multi_poll(multi, descriptors, count, milliseconds, ready);
}
static inline CURLMcode ccurl_multi_wakeup(CURLM *multi) { return ccurl_load()->curl_multi_wakeup(multi); }
static inline CURLMsg *ccurl_multi_info_read(CURLM *multi, int *left) {
    return ccurl_load()->curl_multi_info_read(multi, left);
}
static inline const char *ccurl_multi_strerror(CURLMcode code) { return ccurl_load()->curl_multi_strerror(code); }
static inline struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text) {
    return ccurl_load()->curl_slist_append(list, text);
}
static inline void ccurl_slist_free_all(struct curl_slist *list) { ccurl_load()->curl_slist_free_all(list); }
static inline const char *ccurl_version_text(void) { return ccurl_load()->curl_version(); }
