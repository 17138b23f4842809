#include "CProcess.h"

#ifdef __linux__
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

// prctl is variadic, which Swift cannot call.
int cprocess_end_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0, 0, 0); }

/// How a process is, as proc(5) has it: 'T' for a stopped one; 0 where none is to be seen.
static char cprocess_state(const char *stat_path) {
    char text[256];
    int file = open(stat_path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text);
    close(file);
    // The program's name, in parentheses, may hold anything.
    for (ssize_t index = count - 3; index > 0; index--) {
        if (text[index] == ')') return text[index + 2];
    }
    return 0;
}

static void cprocess_sleep(long milliseconds) {
    struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

void cprocess_watch(int holder, int seconds) {
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/stat", holder);
    pid_t program = getpid();
    if (getpgrp() != program || cprocess_state(path) == 0 || fork() != 0) return;
    // It is to see the program's end, and to let go of the program's files, whose end others wait for.
    signal(SIGTERM, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0, 0, 0);
    for (int file = 0; file < 1024; file++) close(file);
    int passed = 0;
    while (getppid() == program) {
        cprocess_sleep(1000);
        char state = cprocess_state(path);
        int isAway = state == 0 || state == 'Z' || state == 'X' || state == 'T' || state == 't';
        passed = isAway ? passed + 1 : 0;
        if (passed < seconds) continue;
        kill(0, SIGTERM);
        cprocess_sleep(500);
        kill(0, SIGKILL);
    }
    _exit(0);
}
#endif
