#pragma once

#ifdef __linux__
/// Has the kernel send `signal` to this process when the thread that started it ends.
int cprocess_end_with_parent(int signal);

/// Has another process end the group of this one, what it becomes by `execve` included, when `holder` has been stopped, or
/// gone, for so many seconds. Only for the leader of a group, and where processes can be looked at.
///
/// Here because Swift has no `fork`; what follows it calls nothing that is not safe after one.
void cprocess_watch(int holder, int seconds);
#endif
