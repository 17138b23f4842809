#pragma once

#ifdef __linux__
#include <sys/prctl.h>

/// Has the kernel send `signal` to this process when the thread that started it ends. Variadic in C.
static inline int cprocess_end_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0, 0, 0); }
#endif
